"""Files in the console: for those who may see their case, and harmless in a browser."""

from starlette.testclient import TestClient

from tests.console.branch import PNG, Branch


def test_a_picture_is_shown_and_everything_else_is_saved(wang: TestClient, branch: Branch) -> None:
    photo, page = branch.keep("工资条.png", "image/png", PNG), branch.keep("a.html", "text/html", b"<script>1</script>")
    number = branch.case(evidence=(photo, page))
    listed = wang.get(f"/console/cases/{number}").text
    assert "工资条.png" in listed
    shown = wang.get(f"/console/files/cases/{number}/{photo.key}")
    assert shown.content == PNG
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["content-disposition"].startswith("inline")
    saved = wang.get(f"/console/files/cases/{number}/{page.key}")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''a.html"
    for one in (shown, saved):
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["content-security-policy"].startswith("sandbox")


def test_a_picture_that_could_run_is_saved(wang: TestClient, branch: Branch) -> None:
    drawing = branch.keep('x"\r\nSet-Cookie: a=b;.svg', "image/svg+xml", b"<svg/>")
    sent = wang.get(f"/console/files/suggestions/{branch.suggestion(photos=(drawing,))}/{drawing.key}")
    assert sent.headers["content-disposition"].startswith("attachment")
    assert "set-cookie" not in sent.headers


def test_a_file_belongs_to_its_case_and_its_unit(wang: TestClient, branch: Branch) -> None:
    photo = branch.keep("工资条.png", "image/png", PNG)
    number, other, idea = branch.case(evidence=(photo,)), branch.case(), branch.suggestion()
    for where in (f"cases/{other}", f"suggestions/{idea}", f"suggestions/{number}", f"notices/{number}", "cases/WQ-1"):
        assert wang.get(f"/console/files/{where}/{photo.key}").status_code == 404
    assert wang.get(f"/console/files/cases/{number}/{'0' * 32}").status_code == 404
    wang.get("/console/enter", params={"token": branch.link("赵干事")})
    assert wang.get(f"/console/files/cases/{number}/{photo.key}").status_code == 404


def test_without_a_session_there_is_no_file(stranger: TestClient, branch: Branch) -> None:
    photo = branch.keep("工资条.png", "image/png", PNG)
    sent = stranger.get(f"/console/files/cases/{branch.case(evidence=(photo,))}/{photo.key}")
    assert sent.status_code == 401
    assert PNG not in sent.content
