"""The commands that Telegram shows beside the field where one writes: for members, in Chinese and in English."""

from collections.abc import Sequence
from typing import Final

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

Commands = Sequence[tuple[str, str, str]]
"""Word, Chinese, English."""

CHINESE, ENGLISH = "zh", "en"
STAFF: Final = BotCommand("link", "关联工作群（代码在工作台的“渠道”页）")


async def publish(bot: Bot, commands: Commands) -> None:
    """Show them: Chinese to everybody, English to those whose Telegram is; in groups there is nothing but linking."""
    chinese = [BotCommand(word, words) for word, words, _ in commands]
    english = [BotCommand(word, words) for word, _, words in commands]
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(chinese, private)
    await bot.set_my_commands(chinese, private, language_code=CHINESE)
    await bot.set_my_commands(english, private, language_code=ENGLISH)
    await bot.set_my_commands([STAFF], BotCommandScopeAllGroupChats())
