"""The roles that an officer may have, by name. What each may do, `bot.domain.roles` says."""

from bot.labels import Labelled


class Role(Labelled):
    """What an officer is in a unit; one may be several things."""

    ADMINISTRATOR = "administrator", "管理员"
    CHAIR = "chair", "单位主席"
    HANDLER = "handler", "经办人"
    ORGANISER = "organiser", "活动组织员"
    KNOWLEDGE_EDITOR = "knowledge_editor", "知识编辑"
    READER = "reader", "只看不办"
