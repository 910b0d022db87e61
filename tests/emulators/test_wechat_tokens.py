"""The WeChat emulator's access tokens."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.emulators.caller import STABLE, Caller, Clock
from tests.emulators.echo import APP_ID, SECRET, Echo, platform_for
from tests.emulators.wechat import WeChatPlatform


def test_a_stable_token_stays_until_its_last_five_minutes(
    platform: WeChatPlatform, caller: Caller, clock: Clock
) -> None:
    assert caller.fetch() == {"access_token": caller.token, "expires_in": 7200}
    clock.now += 7200 - 301
    assert caller.fetch()["access_token"] == caller.token
    clock.now += 2
    newer = caller.fetch()["access_token"]
    assert (newer != caller.token, len(newer), platform.tokens_issued) == (True, 512, 2)
    assert [caller.get("/cgi-bin/user/get", token)["total"] for token in (caller.token, newer)] == [0, 0]
    clock.now += 300
    assert caller.get("/cgi-bin/user/get")["errcode"] == 42001


def test_a_forced_token_ends_the_old_one(caller: Caller, clock: Clock) -> None:
    newer = caller.fetch(force_refresh=True)["access_token"]
    assert caller.get("/cgi-bin/user/get")["errcode"] == 40001
    clock.now += 29
    assert caller.fetch(force_refresh=True)["access_token"] == newer
    for _ in range(19):
        clock.now += 31
        caller.fetch(force_refresh=True)
    clock.now += 31
    assert caller.fetch(force_refresh=True)["errcode"] == 45009


def test_the_older_token_knows_nothing_of_the_stable_one(caller: Caller, clock: Clock) -> None:
    asked = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    first, second = (caller.http.get("/cgi-bin/token", params=asked).json()["access_token"] for _ in range(2))
    every = [first, second, caller.token]
    assert len(set(every)) == 3
    clock.now += 299
    assert all("total" in caller.get("/cgi-bin/user/get", token) for token in every)
    clock.now += 1
    assert caller.get("/cgi-bin/user/get", first)["errcode"] == 40001


def test_many_at_once_get_the_same(echo: Echo) -> None:
    with platform_for(echo).running() as platform, httpx.Client(base_url=platform.api_base, trust_env=False) as http:
        body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
        with ThreadPoolExecutor(20) as pool:
            tokens = set(pool.map(lambda _: http.post(STABLE, json=body).json()["access_token"], range(40)))
        assert (len(tokens), platform.tokens_issued, platform.calls[STABLE]) == (1, 1, 40)


def test_what_is_no_token(platform: WeChatPlatform, caller: Caller) -> None:
    assert caller.fetch(appid="wx0")["errcode"] == 40013
    assert caller.fetch(secret="wrong")["errcode"] == 40125
    assert caller.fetch(grant_type="code")["errcode"] == 40002
    assert caller.http.get(STABLE).json()["errcode"] == 43002
    assert caller.http.get("/cgi-bin/user/get").json()["errcode"] == 41001
    assert caller.get("/cgi-bin/user/get", "made-up")["errcode"] == 40001
    platform.revokes_tokens()
    assert caller.get("/cgi-bin/user/get")["errcode"] == 40001
