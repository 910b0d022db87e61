"""The section [suggestions]: the clocks of rationalization suggestions, how long they are kept, what is paid."""

from pydantic import Field

from bot.config import answers, rewards
from bot.config.answers import Answers, AnswersFile
from bot.config.rewards import Rewards, RewardsFile
from bot.config.sections import Section


class Suggestions(Section):
    """The clocks of suggestions, and what is paid for them. docs/suggestions-rewards.md is for those who set it."""

    rewards_file: RewardsFile = Field(
        "", description="TOML file with what is paid for suggestions; empty: the shipped one"
    )
    answers_file: AnswersFile = Field(
        "", description="TOML file with answers that staff give often; empty: the shipped ones"
    )
    acknowledge_days: int = Field(
        3, ge=1, le=30, description="working days within which an officer says that a suggestion has arrived"
    )
    reply_days: int = Field(30, ge=1, le=366, description="days within which an ordinary suggestion is answered")
    major_reply_days: int = Field(90, ge=1, le=732, description="days within which a major suggestion is answered")
    appeal_days: int = Field(30, ge=1, le=366, description="days in which the proposer may ask for a second look")
    board: bool = Field(True, description="whether there is an open board (公开栏) of suggestions")
    retention_months: int = Field(
        60, ge=0, le=600, description="months for which an answered suggestion is kept; 0: kept for good"
    )

    @property
    def rewards(self) -> Rewards:
        """What is paid for suggestions."""
        return rewards.read(self.rewards_file)

    @property
    def answers(self) -> Answers:
        """The answers that staff have at hand, in the order of the file."""
        return answers.read(self.answers_file)
