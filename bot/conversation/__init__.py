"""The conversation engine: forms in, replies out. Knows no channel, no table, no union."""

from bot.conversation.answers import Option, Said, Sought
from bot.conversation.dates import Lean
from bot.conversation.declaring import form, private_fields
from bot.conversation.engine import Engine, Turn
from bot.conversation.files import Files
from bot.conversation.files import dump as stored_files
from bot.conversation.forms import Ask, Form, Values
from bot.conversation.kinds import Choice, Number, Phone, Text, YesNo
from bot.conversation.menu import Command, Menu, Slash, command
from bot.conversation.places import Place
from bot.conversation.start import Start
from bot.conversation.state import Conversation

__all__ = [
    "Ask",
    "Choice",
    "Command",
    "Conversation",
    "Engine",
    "Files",
    "Form",
    "Lean",
    "Menu",
    "Number",
    "Option",
    "Phone",
    "Place",
    "Said",
    "Slash",
    "Sought",
    "Start",
    "Text",
    "Turn",
    "Values",
    "YesNo",
    "command",
    "form",
    "private_fields",
    "stored_files",
]
