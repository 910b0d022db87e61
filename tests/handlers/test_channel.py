"""What a channel with buttons and edits tells of a message reaches the talk, through the account and its database."""

from bot.app import App
from bot.messages import Address, Incoming, Tap, Wish

LINA = Address("test", "lina")


def says(app: App, *texts: str) -> str:
    """One typed message after the other, each with its text for an id; the step of the last reply."""
    return [
        app.turn(Incoming(LINA, f"said {number} {text}", text, reference=text))[-1].step
        for number, text in enumerate(texts)
    ][-1]


def test_a_double_tap_is_answered_once_and_a_late_one_not_taken(app: App) -> None:
    step = says(app, "提建议")
    tapped = [app.turn(Incoming(LINA, f"tap {number}", "安全生产", tap=Tap("1", step))) for number in range(2)]
    assert "一句话" in tapped[0][-1].text
    assert tapped[1] == ()
    late = app.turn(Incoming(LINA, "tap 2", "技术革新", tap=Tap("1", step)))
    assert [reply.text[:10] for reply in late] == ["这个按钮是前面那一步", "请用一句话概括您的建"]
    assert late == app.turn(Incoming(LINA, "tap 2", "技术革新", tap=Tap("1", step)))


def test_a_changed_message_changes_the_answer(app: App) -> None:
    says(app, "提建议", "安全", "四号冲床的护栏松了", "跳过", "换成防松螺母，一个月检查一次", "跳过", "匿名", "跳过")
    edit = Incoming(LINA, "edit", "五号冲床的护栏松了", reference="四号冲床的护栏松了", edited=True)
    replies = app.turn(edit)
    assert replies[0].text == "已按您改的更新“一句话”。"
    assert "2. 一句话：五号冲床的护栏松了" in replies[1].text
    assert app.turn(edit) == replies
    assert app.turn(Incoming(LINA, "edit 2", edit.text, reference=edit.reference, edited=True)) == ()


def test_danger_in_free_text_that_is_changed_changes_what_will_be_filed(app: App) -> None:
    told = "我不想活了，老板三个月不发工资"
    says(app, told)
    edit = Incoming(LINA, "edit", f"{told}，家里揭不开锅", reference=told, edited=True)
    assert any("已按您改的更新“事情经过”。" in reply.text for reply in app.turn(edit))


def test_the_question_for_a_phone_says_so_and_a_contact_is_its_answer(app: App) -> None:
    says(app, "诉求投诉", "老板三个月不发工资了", "跳过", "跳过", "宏达厂", "跳过", "跳过", "实名")
    asked = app.turn(Incoming(LINA, "name", "李娜"))[-1]
    assert asked.wish is Wish.PHONE
    assert asked == app.turn(Incoming(LINA, "name", "李娜"))[-1]
    assert "138****8000" in app.turn(Incoming(LINA, "contact", "+8613800138000"))[-1].text
