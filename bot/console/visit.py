"""One request of one officer, and the page that answers it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot import frames
from bot.console import after_words, door_words, edit_words, idea_words, nav, notice_words, team_words, wording
from bot.domain import authenticators, identities, preferences, roles
from bot.domain.acts import Act
from bot.domain.alike import Box
from bot.domain.roles import Right
from bot.domain.staff import Officer, Pass
from bot.errors import Refusal
from bot.messages import Upload, clean
from knowledge import Library

HERE = Path(__file__).parent
LONGEST_ANSWER = 2000
"""Characters of one answer; more does not fit into a message of every platform."""

DONE = {
    "taken": "已受理，这件事现在由您办理。下一步：给会员写第一次回复。",
    "handed-over": "已转交给同事，时限不变。以后由这位同事回复会员。",
    "noted": "备注已保存，只有能看到这件事的工作人员看得到。",
    "replied": "已回复，会员会在聊天里收到。",
    "asked": "已发给会员，等会员补充；办结时限先停。会员一回话，时限接着走，这件事回到您这里。",
    "ticked": "已打勾，同事也看得到。",
    "unticked": "勾去掉了。",
    "sorted": "类别改好了，时限不变。办理清单和常用回复换成这一类的。",
    "arranged": "调解约好了，时间地点会发给会员，送到没有看“调解”那一栏。谈完以后，回到这里登记结果。",
    "concluded": "调解结果登记好了，已告诉会员。下一步：跟进，或者办结。",
    "referred": "已问会员同不同意转介；会员回话之前，办结时限先停。",
    "handed-back": "对话交还自助了，会员已收到通知。这件事还在您手里。",
    "shortcuts-on": "快捷键打开了。在诉求页按 ? 看有哪些。",
    "shortcuts-off": "快捷键关掉了。",
    "closed": "已办结，结果已发给会员。会员补充情况时，这件事会自动重新打开。",
    "identity-sealed": "身份已封存：以后只有经办人看得到姓名和电话。",
    "identity-unsealed": "已解除封存：看得到这件事的同事又看得到姓名、电话。理由写进了备注。",
    "identity-asked": "已申请。请另一位能办这件事的同事批准，批准后您可以看 24 小时。",
    "identity-approved": "已批准，这位同事 24 小时内可以查看。",
    "identity-declined": "没有批准，这位同事看不到身份。",
    "identity-opened": "下面是会员身份，批准后 24 小时内看得到。请不要抄到别处。",
    "held": "已延长保存，到期不会删除。",
    "let-go": "不再延长。到期前 30 天会再列在这里。",
    "alert-closed": "这个预警处理完了。每件诉求还要各自回复、办结。",
    "linked": "两件已关联，两边都看得到。",
    "cases-unlinked": "已取消关联。",
    "merged": "已并案，那位会员收到了通知。以后在这一件里一起办。",
    "parted": "已拆开，这一件单独办，会员收到了通知。下一步：给会员写一次回复。",
    "part-answered": "已回复那位会员，会在聊天里收到。",
    "parts-told": "结果已发给并入的会员。",
    "paid": "已登记发放。都发完的建议变成“已奖励”，建议人会收到消息。",
    "answered": "已答复，建议人会在聊天里收到。",
    "cancelled": "活动已取消，报了名的人会在聊天里收到通知。",
    "paper-entered": "已登记到名单里。他们收不到消息，改期、取消要打电话告诉。",
    "paper-struck": "已划掉，空出的名额先给排队的人。",
    "plan-drafted": "已存为草稿，会员还看不到。下一步：逐项确认成活动或任务；标了“请核对”的先打开看一遍。",
    "plan-changed": "已保存，这一项没有要核对的了。",
    "plan-published": "已列为活动，会员回复“报名”“活动”就能看到。",
    "plan-assigned": "已确认为任务，办的同事在“今日”会看到它到期。",
    "plan-dropped": "这一项不办了，不再算进进度。",
    "plan-finished": "已登记办完。",
    "resent": "已重新排队发送，过一会儿再来看结果。",
    "begun": "草稿开好了，只有您看得到。改完点“保存并预览”。",
    "attached": "问法已加进这份草稿。看一遍，没问题就提交。",
    "aside": "已放到一边；再有人问，会重新出现。",
    "saved": "已保存。下面是会员会看到的样子。",
    "submitted": "已提交，等另一位同事批准后上线。",
    "taken-back": "已撤回，可以继续改。",
    "dropped": "这份草稿放弃了。",
    "approved": "已批准，几秒后所有渠道的会员都会得到新的回答，不用重启。",
    "declined": "已退回，写稿的同事能看到您的理由。",
    "unlinked": "已解除关联。要再用 Telegram 办件，请重新生成关联代码。",
    "group-unlinked": "工作群已解除，新的诉求不再发到那里。",
    "away": "登记好了。不在的那几天，您手里的诉求会有人接着办。",
    "back": "欢迎回来。之前交出去的诉求由接手的同事继续办。",
    "password-set": "密码已设好，其他设备上的登录都已失效。下次用姓名和密码登录。",
    "authenticator-off": "动态码已关闭，登录只要密码。换了手机的，请马上重新开通。",
    "officer-added": "已添加。下一步：生成一个登录链接，发给本人。",
    "officer-renamed": "名字已改，登录也用新的名字。",
    "officer-moved": "已调动，在原单位的角色跟着过来了。",
    "officer-deactivated": "已停用，马上不能登录。没办结的诉求已回到各单位待受理。",
    "officer-activated": "已恢复。登录要重新给链接，或者用原来的密码。",
    "role-given": "角色已加上，马上生效。",
    "role-taken": "角色已取消，马上生效。",
    "unit-added": "已添加。下一步：给它安排工作人员，或者让会员扫码加入。",
    "unit-renamed": "名称已改，会员看到的也是新的名称。",
    "unit-moved": "已移动，连同它的下级。",
    "unit-closed": "已撤并，这里是接手的单位。",
    "list-in": "已导入。表里已经有的没有重复添加。",
    "member-moved": "已调整。这位会员以后反映的事先到新的单位；正在办的不变。",
    "session-ended": "那一处登录已经结束。",
    "left": "已退出，所有设备上的登录都已失效。",
} | {
    **after_words.DONE,
    **idea_words.DONE,
    **edit_words.DONE,
    **door_words.DONE,
    **team_words.DONE,
    **notice_words.DONE,
}
WRITTEN = (
    "body", "outcome", "note", "place", "agreement", "whom", "why", "reason", "answer", "asks", "title",
    "text", "story", "focus", "list", "asked", "award_body", "details",
)  # fmt: skip
"""The fields that an officer writes into, and would not like to write again."""

UNKNOWN = 401
"""The status for one who is not signed in."""

TOO_LONG = "写了 {size} 个字，一次最多 {most} 个字。请分成几次发。"


def _stamp() -> str:
    """Changes whenever a style or a script does, so that no browser keeps an old one."""
    content = b"".join(file.read_bytes() for file in sorted((HERE / "static").iterdir()))
    return hashlib.sha256(content).hexdigest()[:12]


templates = frames.templates(HERE / "templates")
templates.globals.update(stamp=_stamp(), words=wording, longest=LONGEST_ANSWER, covered=identities.covered)


@dataclass(frozen=True)
class Visit:
    """Who asks for what: the transaction, the officer, the address's parts, what was typed, why it was refused.

    `own` is the officer's session, `rights` is what they may do in one unit or another, `needs` what the address asks
    for; `library` is what members are answered from; `files` were posted, None where they are more than we take; `box`
    finds suggestions that mean the same.
    """

    act: Act
    officer: Officer
    own: Pass
    rights: frozenset[Right]
    needs: tuple[Right, ...]
    path: Mapping[str, str]
    query: Mapping[str, str]
    typed: Mapping[str, str]
    library: Library
    refused: str = ""
    files: tuple[Upload, ...] | None = ()
    box: Box = field(default_factory=Box)

    @property
    def session(self) -> Session:
        """The session of the transaction."""
        return self.act.session

    @property
    def units(self) -> set[int]:
        """The ids of the units in which the officer may do what the address is for."""
        return roles.reach(self.session, self.officer, *self.needs)

    def text(self, field: str) -> str:
        """What was typed into a field, cleaned; Refusal where it is too long to send."""
        text = clean(self.typed.get(field, ""))
        if len(text) > LONGEST_ANSWER:
            raise Refusal(TOO_LONG.format(size=len(text), most=LONGEST_ANSWER))
        return text

    def render(self, template: str, **context: object) -> Response:
        """The page, with the way around it, and the flash line of what was done or refused."""
        lacking = authenticators.lacking(self.session, self.officer, self.act.config)
        frame = {
            "visit": self,
            "officer": self.officer,
            "union": self.act.config.union.name,
            "nav": [] if lacking else nav.items(self.act, self.officer, self.rights),
            "lacking": lacking,
            "say": wording.Wording(self.act.now, self.act.config.zone),
            "done": DONE.get(self.query.get("done", ""), ""),
            "refused": self.refused,
            "typed": self.typed,
            "may": self.rights,
            "shortcuts": preferences.shortcuts(self.session, self.officer),
        }
        page = templates.get_template(template).render(frame | context)
        return HTMLResponse(page, 422 if self.refused else 200)


Page = Callable[[Visit], Response]

BACK: Final = ("/console", "回到工作台")
"""Where a page that stands alone leads, and in what words."""


def notice(
    status: int,
    title: str,
    text: str,
    *,
    typed: Mapping[str, str] | None = None,
    code: str = "",
    back: tuple[str, str] = BACK,
) -> Response:
    """A page that stands alone: what happened, what to do next, and what was typed, so that it is not lost."""
    page = templates.get_template("notice.html").render(title=title, text=text, kept=kept(typed), code=code, back=back)
    return HTMLResponse(page, status)


def kept(typed: Mapping[str, str] | None) -> list[str]:
    """What was written, so that it is not lost."""
    return [text for name, text in (typed or {}).items() if name in WRITTEN and text.strip()]


def done(path: str, word: str, place: str = "") -> Response:
    """Back to a page, or to a place on it (#…), after something was done, so that a reload does not do it again."""
    return RedirectResponse(f"{path}?done={word}{place}", 303)


class Forbidden(Exception):
    """The officer is known, but their roles do not lead here."""


def missing() -> HTTPException:
    """What is not there, or not for this officer: the two look the same."""
    return HTTPException(404)
