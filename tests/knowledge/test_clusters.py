"""What members ask in other words is put together; different things stay apart; always the same way."""

import random
import time

from knowledge import KnowledgeBase, clusters

ALIKE = ["食堂晚上几点关门", "请问食堂晚上几点关门？", "晚上食堂几点关门啊", "厂里食堂晚上几点关门"]
OTHERS = ["年假能折成钱吗", "孩子上小学怎么报名学区"]


def test_alike_texts_are_one_cluster_and_the_weightiest_comes_first() -> None:
    found = clusters([*((text, 1.0) for text in ALIKE), (OTHERS[0], 9.0), (OTHERS[1], 1.0)])
    assert [set(one.texts) for one in found] == [{OTHERS[0]}, set(ALIKE), {OTHERS[1]}]
    assert [one.weight for one in found] == [9.0, 4.0, 1.0]
    assert found[1].leader == min(ALIKE, key=lambda text: (len(text), text))


def test_nothing_and_next_to_nothing() -> None:
    assert clusters([]) == []
    assert [one.texts for one in clusters([("？？", 1.0), ("", 1.0), ("啊", 1.0)])]


def test_the_order_in_which_they_come_changes_nothing(shipped: KnowledgeBase) -> None:
    texts = [(ask, float(len(ask) % 3)) for entry in shipped.entries[:30] for ask in entry.asks]
    mixed = random.Random(7).sample(texts, len(texts))
    assert clusters(texts) == clusters(mixed)


def test_five_thousand_are_put_together_in_seconds(shipped: KnowledgeBase) -> None:
    texts = [(f"{ask}{'了' * (place % 2)}", 1.0) for entry in shipped.entries for place, ask in enumerate(entry.asks)]
    begun = time.process_time()
    found = clusters((texts * 5)[:5000])
    assert time.process_time() - begun < 10, "two on a quiet machine"
    assert sum(len(one.texts) for one in found) == min(len(texts * 5), 5000)
