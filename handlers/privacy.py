"""A member's own data: what we hold, all of it as a file, or deleted; and who may see who they are."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from bot.conversation import command
from bot.domain import identities, numbers, own_data, seals
from bot.domain.own_data import Holdings
from bot.messages import Reply
from bot.store import settings, throttles
from bot.store.throttles import Rule
from handlers import matter
from handlers.turn import Turn

EXPORT, ERASE, CONFIRM, SEAL = "导出我的数据", "删除我的数据", "确认删除我的数据", "身份保密 {number}"
OVERVIEW: Final = (
    "您说的话加密保存，只有办您事情的工作人员看得到；匿名登记的，谁也看不到您是谁。\n"
    "· “导出我的数据”：把您在这里的全部数据发给您。\n"
    "· “删除我的数据”：不再保存的都删掉，删之前先告诉您有哪些。\n"
    "· “身份保密”加编号：姓名、电话只给这件事的经办人看。\n"
    "· “取消保密”加编号：您要求过的保密，不再需要了。\n"
    "· “换取件码”：匿名登记的，换一个新的取件码。"
)
MADE: Final = "整理好了，两份文件马上发到这里。"
WAIT: Final = "刚才已经给您整理过了，请看前面的文件；要再来一份，请过 {minutes} 分钟。"
SEALED: Final = "好的，{number} 的姓名、电话只有经办人看得到；别的同事要看，须说明理由，还要另一位同事批准。"
LIFTED: Final = "好的，{number} 不再保密，办这类事的工会工作人员又看得到姓名、电话。要再保密，回复“身份保密 {number}”。"
ASKED: Final = "会删掉：\n{goes}\n{stays}删了找不回来。确定要删，请回复“确认删除我的数据”。"
STAYS: Final = "按规定还要留着：\n{lines}\n"
ERASED: Final = "已经删了。以后再来，就和第一次来一样。"
STILL: Final = "没办完的事照样办，进展还在这里告诉您。"

EXPORTS: Final = Rule(free=2, longest=timedelta(hours=1))
SHOWN: Final = "erasure"
"""The note of a talk that says: the member knows what would be deleted."""


@command("隐私", "我的隐私", "隐私保护", "/privacy", english="Your data: get it, delete it")
def overview(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """What one can do."""
    return Reply(OVERVIEW, (EXPORT, ERASE))


@command(EXPORT, "导出数据", "我的数据")
def export(turn: Turn) -> Reply:
    """All of it, as files in this talk; not again and again."""
    budget = f"{settings.secret(turn.session, own_data.KIND)[:16]}:{turn.member.id}"
    wait = throttles.spend(turn.session, {budget: EXPORTS}, turn.now)
    if wait:
        return Reply(WAIT.format(minutes=int(wait.total_seconds() // 60) + 1))
    own_data.export(turn.act, turn.member, turn.address)
    return Reply(MADE)


@command(ERASE, "删除数据", "注销")
def ask(turn: Turn) -> Reply:
    """What would go, and what stays; nothing is done yet."""
    turn.notes[SHOWN] = SHOWN
    found = own_data.holdings(turn.session, turn.member, turn.address)
    kept = "\n".join(_stays(found))
    stays = STAYS.format(lines=kept) if kept else ""
    return Reply(ASKED.format(goes="\n".join(_goes(found)), stays=stays), (CONFIRM,))


@command(CONFIRM)
def erase(turn: Turn) -> Reply:
    """Delete it, where the member has just read what that means."""
    if turn.notes.pop(SHOWN, "") != SHOWN:
        return ask.run(turn)  # type: ignore[return-value] # it says one thing
    found = own_data.holdings(turn.session, turn.member, turn.address)
    own_data.erase(turn.act, turn.member, turn.address)
    turn.forget_talk()
    return Reply(f"{ERASED}{STILL if found.open or found.waiting else ''}")


@command(pattern=rf"身份保密{matter.ONE}")
def seal(turn: Turn, number: str) -> Reply:
    """Only who handles the case may see who its member is."""
    case = matter.own(turn, numbers.read(number))
    identities.seal(turn.act, case)
    return Reply(SEALED.format(number=case.number))


@command(pattern=rf"(?:取消|解除)(?:身份)?保密{matter.ONE}")
def lift(turn: Turn, number: str) -> Reply:
    """The member wants that no more."""
    case = matter.own(turn, numbers.read(number))
    seals.lift_own(turn.act, case)
    return Reply(LIFTED.format(number=case.number), (SEAL.format(number=case.number),))


ENTRIES: Final = (overview, export, ask, erase, seal, lift)
"""What MENU has of it."""


def _goes(found: Holdings) -> Iterator[str]:
    yield "· 您的账号、单位、订阅，和这里的聊天、没填完的表"
    if found.closed:
        yield f"· {found.closed} 件结案诉求里的姓名、电话和联系方式（经过和结果到保存期再删，看不出是谁的）"
    if found.answered:
        yield f"· {found.answered} 条已答复建议的联系方式"
    if found.events:
        yield f"· {found.events} 个活动报名里的姓名、电话；还没开始的活动替您取消"


def _stays(found: Holdings) -> Iterator[str]:
    if found.open:
        yield f"· {found.open} 件还没结案的诉求：办完、过了重新打开的期限，再来删"
    if found.held:
        yield f"· {found.held} 件因为诉讼等原因延长保存的诉求"
    if found.waiting:
        yield f"· {found.waiting} 条等答复的建议：答复还要发给您"
    if found.adopted:
        yield f"· {found.adopted} 条采纳的建议：奖励发放要留凭据"
