"""Ranks of searches: by the values of concepts, and by what looks alike to an embedder."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import pytest
from clarifai_grpc.grpc.api import resources_pb2

from fakeannot import FakeClarifai
from tests.api import Api, api_of
from tests.rules.searching import concept, data, hits, inputs, like, scores, search, without

VECTORS = {"east": (1, 0), "north": (0, 2), "west": (-3, 0), "northeast": (1, 1), "none": (0, 0)}
HALF = pytest.approx(0.5)


@pytest.fixture
def compass(fake: FakeClarifai) -> FakeClarifai:
    """Inputs whose embedder sees directions in their URLs."""
    for id_ in ("east", "north", "west", "northeast"):
        fake.app().add_input(id_, url=f"https://x.y/{id_}")

    @fake.embedder
    def _(given: resources_pb2.Input) -> Sequence[float]:
        return VECTORS[given.data.image.url.rpartition("/")[2]]

    return fake


def image(direction: str) -> dict[str, Any]:
    return data(image={"url": f"https://x.y/{direction}"})


@pytest.mark.rule("searches.rank_similarity", "searches.order")
@pytest.mark.parametrize(
    "rank", [image("east"), like(input_id="east"), data(embeddings=[{"vector": [7, 0]}])]
)
def test_inputs_are_ranked_by_likeness(compass: FakeClarifai, api: Api, rank: Any) -> None:
    expected = {
        "east": 1,
        "northeast": pytest.approx((1 + 0.5**0.5) / 2),
        "north": HALF,
        "west": pytest.approx(0),
    }
    found = scores(search(api, "inputs", ranks=[rank]))
    assert (found, [*found]) == (expected, [*expected])
    found = scores(search(api, "inputs", ranks=[without(rank)]))
    assert [*found] == [*reversed(expected)]
    assert found["west"] == pytest.approx(1)
    assert scores(search(api, "annotations", ranks=[rank])) == expected


@pytest.mark.rule("searches.rank_similarity")
def test_an_input_is_looked_at_once_in_a_search(fake: FakeClarifai, api: Api, car: str) -> None:
    seen: list[str] = []

    @fake.embedder
    def _(given: resources_pb2.Input) -> list[float]:
        seen.append(given.id)
        return [1, 2]

    fake.app().add_annotation(car, {"concepts": [{"id": "wet"}]})
    assert [*scores(search(api, "annotations", ranks=[image("east")]))] == [car]
    assert seen == ["", car]


@pytest.mark.rule("searches.rank_similarity")
def test_a_vector_of_nothing_is_like_none(compass: FakeClarifai, api: Api) -> None:
    assert set(scores(search(api, "inputs", ranks=[image("none")])).values()) == {0.5}


@pytest.mark.rule("searches.rank_embedder")
@pytest.mark.parametrize(
    "rank",
    [
        image("east"),
        data(image={"base64": "AAAA"}),
        data(text={"raw": "a car"}),
        data(embeddings=[{"vector": [1]}]),
        like(input_id="car"),
    ],
)
def test_likeness_is_refused_while_nobody_can_tell(
    fake: FakeClarifai, api: Api, car: str, rank: Any
) -> None:
    for of in ("inputs", "annotations"):
        answer = search(api, of, ranks=[rank])
        assert answer.outcome == (501, 10040)
        assert "fake.embedder(" in answer.details
        assert answer["hits"] == []
    assert fake.not_built == []


@pytest.mark.rule("searches.rank_embedder")
def test_only_processed_inputs_are_like_others() -> None:
    fake = FakeClarifai(processing="manual")
    fake.embedder(lambda _: [1])
    for id_ in ("done", "waiting"):
        fake.app().add_input(id_)
    fake.app().process_inputs("done")
    assert inputs(api_of(fake), ranks=[image("east")]) == ["done"]


@pytest.mark.rule("searches.rank_embedder")
def test_an_embedder_is_given_a_copy_with_what_was_uploaded(fake: FakeClarifai, api: Api) -> None:
    seen: list[tuple[bytes, bytes, str]] = []

    def embed(given: resources_pb2.Input) -> list[float]:
        kept = given.data
        seen.append((kept.image.base64, kept.video.base64, kept.text.raw))
        given.data.image.url = "spoilt"
        return [1, len(seen)]

    assert fake.embedder(embed) is embed
    sent = base64.b64encode(b"\xff\xd8\xff").decode()
    posted = [{kind: {"base64": sent}} for kind in ("image", "video")]
    posted.append({"text": {"raw": "a car"}})
    assert api.post("inputs", {"inputs": [{"data": one} for one in posted]}).http == 200
    before = fake.app().inputs()
    query = data(image={"base64": base64.b64encode(b"query").decode()}, text={"raw": "q"})
    assert len(hits(search(api, "inputs", ranks=[query]))) == 3
    assert seen[:2] == [(b"query", b"", ""), (b"", b"", "q")]
    jpeg = b"\xff\xd8\xff"
    assert set(seen[2:]) == {(jpeg, b"", ""), (b"", jpeg, ""), (b"", b"", "a car")}
    assert fake.app().inputs() == before


@pytest.mark.rule("searches.rank_embedder")
@pytest.mark.parametrize(
    ("returned", "error"),
    [(None, TypeError), ("far", TypeError), ([], ValueError), ([1, float("nan")], ValueError)],
)
def test_an_embedder_that_returns_no_vector_is_told_so(
    fake: FakeClarifai, api: Api, car: str, returned: Any, error: type[Exception]
) -> None:
    fake.embedder(lambda _: returned)
    with pytest.raises(error, match="an embedder return"):
        search(api, "inputs", ranks=[image("east")])


@pytest.mark.rule("searches.rank_vector", "searches.rank_similarity")
def test_vectors_have_one_length(compass: FakeClarifai, api: Api) -> None:
    answer = search(api, "inputs", ranks=[data(embeddings=[{"vector": [1, 2, 3]}])])
    assert answer.outcome == (400, 11100)
    assert answer.details == "The vector has 3 dimensions, while the embedder's have 2."
    compass.embedder(lambda given: [1] * len(given.data.image.url))
    with pytest.raises(ValueError, match="has 16 dimensions, while"):
        search(api, "inputs", ranks=[image("east")])


@pytest.mark.rule("searches.rank_input")
def test_an_input_to_rank_by_must_be_there(compass: FakeClarifai, api: Api) -> None:
    answer = search(api, "inputs", ranks=[like(input_id="up")])
    assert answer.outcome == (404, 11101)
    assert answer.details.startswith("Input 'up', to rank by, does not exist")


@pytest.fixture
def labelled(fake: FakeClarifai) -> None:
    """Three inputs said to be wet with some confidence, one of them twice, and one not."""
    fake.workflow(lambda given: [{"id": "wet", "value": len(given.id) / 10}], model_version_id="m")
    for id_, value in (("car", 0.25), ("lorry", 1), ("bicycle", 0)):
        fake.app().add_input(id_, data={"concepts": [{"id": "wet", "value": value}]})


@pytest.mark.rule("searches.rank_concepts", "searches.rank_model", "searches.order")
def test_inputs_are_ranked_by_the_value_of_a_concept(labelled: None, api: Api) -> None:
    wet, of_model = concept(id="wet"), {"model_version_id": "m"}
    approx = pytest.approx

    def ranked(rank: Any) -> list[tuple[str, Any]]:
        return [*scores(search(api, "inputs", ranks=[rank])).items()]

    assert ranked(wet) == [("lorry", 1), ("bicycle", approx(0.7)), ("car", approx(0.3))]
    opposite = [("car", approx(0.7)), ("bicycle", approx(0.3)), ("lorry", 0)]
    assert ranked(without(wet)) == opposite
    assert ranked(concept(id="wet", value=0)) == opposite
    assert ranked(without(concept(id="wet", value=0))) == ranked(wet)
    by_model = like(data={"concepts": [{"name": "wet"}]}, **of_model)
    expected = [("bicycle", approx(0.7)), ("lorry", approx(0.5)), ("car", approx(0.3))]
    assert ranked(by_model) == expected
    assert ranked(concept(id="dry")) == []


@pytest.mark.rule("searches.rank_concepts", "searches.order")
def test_annotations_are_ranked_each_for_itself(labelled: None, api: Api) -> None:
    found = hits(search(api, "annotations", ranks=[concept(id="wet")]))
    values = [hit["annotation"]["data"]["concepts"][0]["value"] for hit in found]
    assert values == [1, 0.7, 0.5, 0.3, 0.25, 0]
    assert [hit["score"] for hit in found] == values


@pytest.mark.rule("searches.score")
def test_the_score_of_several_ranks_is_their_mean(fake: FakeClarifai, api: Api) -> None:
    both = [{"id": "wet", "value": 1}, {"id": "red", "value": 0.5}]
    fake.app().add_input("car", data={"concepts": both})
    fake.app().add_input("bus", data={"concepts": both[:1]})
    wet, red = concept(id="wet"), concept(id="red")
    for ranks in ([wet, red], [data(concepts=[{"id": "wet"}, {"id": "red"}])]):
        assert scores(search(api, "inputs", ranks=ranks)) == {"car": 0.75}
    assert scores(search(api, "inputs", ranks=[wet, {}, like()])) == {"car": 1, "bus": 1}


@pytest.mark.rule("searches.min_value")
def test_hits_below_a_least_score_are_left_out(labelled: None, api: Api) -> None:
    wet = [concept(id="wet")]
    assert inputs(api, ranks=wet, min_value=0.7) == ["lorry"] + ["bicycle"] * 1
    assert inputs(api, ranks=wet, min_value=0.75) == ["lorry"]
    assert inputs(api, min_value=1) == ["car", "lorry", "bicycle"]


@pytest.mark.rule("searches.rank_model")
def test_a_model_is_nothing_to_rank_by(api: Api, compass: FakeClarifai) -> None:
    answer = search(api, "inputs", ranks=[like(model_version_id="m")])
    assert answer.outcome == (400, 11100)
    rank = like(model_version_id="m", data={"image": {"url": "https://x.y/east"}})
    assert inputs(api, ranks=[rank])[0] == "east"


@pytest.mark.rule("searches.rank_embedder")
def test_an_embedder_outlives_a_reset_and_goes_along_with_another_fake(fake: FakeClarifai) -> None:
    fake.embedder(lambda _: [1])
    fake.reset()
    for one in (fake, fake.another()):
        one.app().add_input("car")
        assert inputs(api_of(one), ranks=[image("east")]) == ["car"]
    fake.embedder(lambda _: [1 / 0])
    with pytest.raises(ZeroDivisionError):
        search(api_of(fake), "inputs", ranks=[image("east")])
