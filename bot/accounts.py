"""The kinds of WeChat Official Accounts, and what each may do: WeChat's page 接口权限说明."""

from typing import Final

from bot.labels import Labelled


class Account(Labelled):
    """What WeChat lets an Official Account do depends on its kind."""

    SERVICE_VERIFIED = "service-verified", "已认证的服务号"
    SERVICE = "service", "未认证的服务号"
    SUBSCRIPTION_VERIFIED = "subscription-verified", "已认证的公众号（订阅号）"
    SUBSCRIPTION = "subscription", "未认证的公众号（订阅号）"


class Ability(Labelled):
    """Something that an account may or may not do."""

    REPLY = "reply", "收消息并当场回复"
    CUSTOMER_SERVICE = "customer-service", "48 小时内主动回复（客服消息）"
    MATERIAL = "material", "下载会员发来的语音和视频（素材接口）"
    MENU = "menu", "自定义菜单接口"
    TAG_MASS = "mass-by-tag", "向全部关注者群发"
    MASS = "mass", "按名单群发"
    TEMPLATE = "template", "模板消息"
    SUBSCRIPTION = "subscription", "订阅通知"
    QR = "qr", "带参数的二维码"


_VERIFIED: Final = {Ability.REPLY, Ability.CUSTOMER_SERVICE, Ability.MATERIAL, Ability.MENU, Ability.TAG_MASS}

ABILITIES: Final = {
    Account.SUBSCRIPTION: frozenset({Ability.REPLY}),
    Account.SERVICE: frozenset({Ability.REPLY, Ability.MENU}),
    Account.SUBSCRIPTION_VERIFIED: frozenset(_VERIFIED),
    Account.SERVICE_VERIFIED: frozenset(Ability),
}

_VERIFIED_AS: Final = {
    Account.SUBSCRIPTION: Account.SUBSCRIPTION_VERIFIED,
    Account.SERVICE: Account.SERVICE_VERIFIED,
}
_NEEDS_VERIFICATION: Final = "要先做微信认证"
_NEEDS_SERVICE: Final = "只有已认证的服务号才有"


def why_not(account: Account, ability: Ability) -> str:
    """Why an account may not do something, in words for staff; empty where it may."""
    if ability in ABILITIES[account]:
        return ""
    verified = _VERIFIED_AS.get(account, account)
    return _NEEDS_VERIFICATION if ability in ABILITIES[verified] else _NEEDS_SERVICE
