"""The section [console]: how the staff's console is protected."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from bot.config.lists import listed
from bot.config.sections import Section
from bot.roles import Role


class Console(Section):
    """The staff's console. docs/protection.md says whom to ask for a second proof, and what they do then."""

    second_factor: Annotated[tuple[Role, ...], NoDecode, BeforeValidator(listed('["administrator"]'))] = Field(
        (),
        description="roles whose officers set up codes of an app on their phone before anything else: administrator,"
        " chair, handler, organiser, knowledge_editor, reader; empty: as each likes",
    )
