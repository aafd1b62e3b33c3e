"""What was agreed under an earlier edition of the roster verifies and reads as it did; no edition ever changes."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts import odrl, odrl_readback, readback
from contracts.agreement import Agreement, check_signature
from contracts.facts import of_agreement, of_terms
from contracts.keys import PublicKey, SignatureInvalid
from contracts.readings import agreement_reading, terms_reading
from contracts.terms import EDITIONS, ROSTER, UnknownVariant, called, edition, outward
from contracts.terms_hash import TermsAltered, check_terms, terms_hash
from contracts.variant import Terms
from contracts.vocabulary import CLAIMS

KEPT = Path(__file__).parent / "editions"
SALT = bytes(range(16))

# Whoever has to change one of these has changed what people agreed to: a new edition is the way.
HASHES = {
    "simple-1": "5d0d5b9f3ab946f338b8ec69ce5be4e9b717e6fbbf39f816f3db388f8c1c81e7",
    "standard-1": "034b0fef920387857477b6d5766cd36f4ee10eaed00e80d8d3e8c7a98baf823a",
    "ample-1": "19022ff62a58c7b97ad25d99273be89a64402ab9900abec5e5a03d7ac4baf353",
    "simple-2": "a0133e6fce3e93d254a63accd31d49a5f92e376270110ae0a77c40ae5d5079b9",
    "standard-2": "3b57a3dc6c4b0eecab7ec9eb60eb5f0198a9a7a24464961bd656d2d700a1f99f",
    "ample-2": "b50306745eea74bf746a885097d6a0048c896434def46df25088c81095925bfe",
    "accord-2": "2fd21078c0f05172cb6c4e543a199a94ef3ec5c5ba6a748cf950954bb2df612e",
    "exclusive-2": "6efaa4e1b66481bfc9938262926db5e088d24d98e5148056c90510f0bca174b5",
    "simple-3": "f8fa5c96ae7d7bbf9a3bc758f2a6d3ef558b5ab0af79e5b9192527d6ab634a51",
    "standard-3": "b60cbbbb1316078562076df4caae024eac2eeee82b0d0d8c575642dbf30f4c64",
    "ample-3": "6ce291098c81c8d0d6db4e5052ff6298ef5fa1c0aa985e5ef582d9ddd15c45b5",
    "accord-3": "9c480b8e05fc2c36548b876a9bb473a300eb8729533c837d9d4cd6e8a38b2477",
    "exclusive-3": "7b29757b976abde71885b6c1f4344afce8d005c2a3cfdbe3574e8e567a0ad3fd",
    "simple-4": "515b3d6697ce97d00bd83c78a45702d0baf9330912d64ef8ab66e38bbe0ba5fc",
    "standard-4": "b135dc993f3ac8e2492d8fda7ce6b96d6ae56dc011e44fe291dea5b4eef3bf26",
    "ample-4": "9891166ca26e97aaa6ddca8b77e6673faca331557d7582167d838f66c95c0acb",
    "accord-4": "c5f96fd3323cdb71c427e40cc406f14f44a5d1161b1fbd2d69476b840c7cbbd0",
    "exclusive-4": "e1d3d1bcc285083aab686c554e352da588a2417a67e80c3faf9dc251f556a5e6",
    "simple-5": "bc42321d005023d03f0d0ba4a24f41480f4099840369cd985aa5e2ddb7d5a239",
    "standard-5": "d0ca7bce833836e9598f7aaf19b22d7e7d7aba376ebfb672b243831a470e6bcc",
    "ample-5": "d1b8cf432f45c86b5107c26c66f745a6a3f21e882e4e76915e2beeea5f354d37",
    "accord-5": "4b203491fdad1e615a90ef12a5ea7700ec526e07e1b5dca2d6175438934fedd5",
    "exclusive-5": "44efd2561f2592bee20e2e8957c0e0c80fbf56a396b1ad09d35dcea7f39494df",
    "discret-5": "f6977987594733d653af39a9d6cc0c9617f63dc7dcb25026b57349b62a7e4471",
}

# The same, as they are hashed since terms have a legal reading.
WITH_THE_LEGAL_READING = {
    "simple-1": "4690eaac7f95082d2c344827383f218650a5e6811da8bd5aef0ed3298e8909b6",
    "standard-1": "47f0c48fe4eb35d46295e26f6d7ab8cb407cce76f26261867d1c00f070782460",
    "ample-1": "5540fc3d575db08c664a38b221c25ad37801ea7c329875c0f55f9aab4072e35f",
    "simple-2": "6975e19099ca8ea86dbb77c48c3b4a6c9dd0ee752a6ee71463d959f86f27286a",
    "standard-2": "e90f784a31716b0c33870aa4b22f29f7f3c1765bccc631805d0aa913f1ee22b2",
    "ample-2": "3c05085b78c94f7bf37d47bdd97167a5179cdf5ed10aeebd016838c3e401545f",
    "accord-2": "8a74d866efa93d29ea585d26b4ed2d4e046ea75fbd3f9cf15b19c5129a9c244f",
    "exclusive-2": "dc86716cc1500ca77a4c152a972065d4192207a5e5ae052cdb7cd1e589ede68b",
    "simple-3": "928cbb6deea58999d51b75256d94e432145957dfdd62c845a5cfbee5457209c3",
    "standard-3": "e534dd49af73e9263e236355e49c7cbaa3d57bcef0cd31128b3e61d2e5decc6a",
    "ample-3": "b6c3672041027540828a8faea5c81a07ff371f0be2ece5aa70b2acc56d9494e2",
    "accord-3": "317219c3d3580318a3b3dcebb3929df20f7fdac266b36e82b96f7d93547e3b42",
    "exclusive-3": "3c99bb7c57e08c38b779c49ef28e34162d4718917c0aa0365735564946807d4a",
    "simple-4": "df6154fe0e7e9400cb885a1446803fcb491a896708685f42a442864b3acaf1a5",
    "standard-4": "f66c4d999eec24b160f878b0b23aae65bfa7487ccae695ba65dc8f7cf62a2968",
    "ample-4": "2625ae5139229d82d7c56235ba94ddfbe597b214ed64863adf1c58583f18772e",
    "accord-4": "df142aa698430e71ad5bcee396e5ff438955656a2ca6e6ff303fe215a439691b",
    "exclusive-4": "3b6c27cdecd7848c87371282c11abbaf3c939056396e0af61deb3665ff337ba6",
    "simple-5": "e0d6e0567e9ff2a0af1488a6d9f63dbcc8beef1dd048a6f2aa603317ae250b93",
    "standard-5": "52a79c6e6bc9daa9e6cc5be3393de55c918e51ef6a96910f32f69dd7dfe924c4",
    "ample-5": "c07667f2c7d8a88cb4453c4410f988ea7e2930cbe0901436522c04460e1afbaa",
    "accord-5": "8e81437e79c8ab1f5bee805563f38004fde04b9e1cc654ade52e9d3ceea02920",
    "exclusive-5": "1d9e90f973969d87d7ff7a563907045139803c703ca1676a12037aaac64d7ed1",
    "discret-5": "bf014c4eb8b0dc10d96c318311289da090d41ebc25887c5ecd6dab1b40793ccc",
}

# The same, as they are hashed since every rule stands in all three readings.
WITH_EVERY_RULE = {
    "simple-1": "180aae016617b7d10bf2669907f80ca58bacf36f37e4d99fe0938fb6672ec66b",
    "standard-1": "c05769fa3f7c2483229dec864956f0830aae1055bb5df4630003e3b90d4f0c7e",
    "ample-1": "e157898be618251a7f4c86dc76c50c6d00634b796ddd4cc4697acc584536deb4",
    "simple-2": "b6cb285ae41aac03bf49abb41e2740a93b93835f4282c205a6a7f7059dae99ea",
    "standard-2": "2729017792abaddb1ace0564187f651b62fe7a8c18845052f9625c5e7c35ee79",
    "ample-2": "fdb059d9db9858783346b30892c38e6ea3c414217f6d125fd750aa7745ce068f",
    "accord-2": "798a267d4aef8f53c5dafc6ea71bf9bf632abbbd31d655cda0ee979c22d4c08d",
    "exclusive-2": "f0e55d5a44a4cc1b98ceddada85dcacb259d69ba540cac675cd369b5e409cabd",
    "simple-3": "fc72b487d590e3cad788efefa693839c067b8b4d3b4d878b9871210861efd44d",
    "standard-3": "8f69e7b9cdc4849dfe6aca8387914d71c9bca77019beb15fd21bae4862a87034",
    "ample-3": "756840066ca715d9ce5ebcd7e35c7cb6aa9f318de71ccfb30767214e1bf50719",
    "accord-3": "079853d57fd72bfbd2e5d3659053f541e0ceba3f1f60ad5c85d8dfa089078609",
    "exclusive-3": "9197d1021a905629c9204af13ab0d7d2b105da4fa86903a99cb9e0e15227c665",
    "simple-4": "7016a754ed952a1b7edbfce981fc52b857ccd6655368c058d1fd75c9c826734d",
    "standard-4": "ac79eaa0c30c47c0577f902051e48b746fa316a388bac96bee0702880bbb0b5f",
    "ample-4": "874f9aff7d4c7fa8df79d4f8081b1c03151610556636def2715091db02a6240a",
    "accord-4": "bee35b09290c08fd9109ba222c1d3e21f3d5d9593fcb7dc559adcb87a2a96d0c",
    "exclusive-4": "65731ee0c7954ad46f8171a1d3a77d73f68ec5b7fc89d80f99227a8a3f64f1c5",
    "simple-5": "ca24fbc8f67490ca86f377f9a3ce4f70b21071edc9821285da34a79bc9178909",
    "standard-5": "dc817c5ea55f5247d4708ddad0a8ce9e223ac63e912c46d53e3f56a0716327f3",
    "ample-5": "14daf21a8a53e6d9bc4852a8f7229c78e39a8d96dd22ae04ea5353170dfbaf7b",
    "accord-5": "4410276eb3067deeffc24510d1148724ff196ef9f7b41d3ec0326266cc88aa1a",
    "exclusive-5": "61077ecdd22a450427d7e3686e4a93e2e52c574d097c0cc1257d0f52deacdf66",
    "discret-5": "f4bd38b7b5797c61330450c2937ddeef8e9a0155bab1840c0e55a15084b46bf4",
}


def agreed(name: str) -> tuple[dict[str, Any], Agreement]:
    """An agreement as it was written down while this edition was the current one."""
    document = json.loads((KEPT / f"{name}.json").read_text())
    return document, Agreement.model_validate_json(json.dumps(document["agreement"]))


@pytest.mark.parametrize("name", sorted(path.stem for path in KEPT.glob("*.json")))
def test_an_agreement_of_an_earlier_edition_verifies_and_reads_as_it_did(name: str) -> None:
    document, agreement = agreed(name)
    check_terms(agreement)
    assert agreement.terms == EDITIONS[name]
    key = PublicKey.from_jwk(document["key"])
    for signature in agreement.signatures:
        check_signature(agreement, signature, key)
    assert {signature.party for signature in agreement.signatures} == {"first_party", "second_party"}
    for language in ("fr", "en"):
        text = agreement_reading(agreement, language).text
        assert text == document["readings"][language]
        assert readback.facts(text, language) == of_agreement(agreement)
    assert odrl_readback.facts(odrl.agreement(agreement)) == of_agreement(agreement)


def test_control_an_agreement_read_with_todays_terms_is_found_out() -> None:
    document, agreement = agreed("standard-1")
    today = agreement.model_copy(update={"terms": ROSTER["standard"]})
    with pytest.raises(TermsAltered):
        check_terms(today)
    with pytest.raises(SignatureInvalid):
        check_signature(today, agreement.signatures[0], PublicKey.from_jwk(document["key"]))


def test_control_a_name_that_changes_without_being_kept_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    _, agreement = agreed("standard-1")
    monkeypatch.setattr("contracts.terms._FORMER_NAMES", {})
    with pytest.raises(TermsAltered):
        check_terms(agreement)


@pytest.mark.parametrize("name", EDITIONS)
def test_no_edition_ever_changes(name: str) -> None:
    assert terms_hash(EDITIONS[name], SALT, 1) == HASHES[name]
    assert terms_hash(EDITIONS[name], SALT, 2) == WITH_THE_LEGAL_READING[name]
    assert terms_hash(EDITIONS[name], SALT, 3) == WITH_EVERY_RULE[name]


def test_an_edition_is_found_by_its_name_and_the_current_one_by_its_variant() -> None:
    assert [edition(name) for name in EDITIONS] == list(EDITIONS.values())
    assert [edition(name) for name in ROSTER] == list(ROSTER.values())
    assert {outward(terms) for terms in EDITIONS.values()} == {
        *ROSTER,
        *(name for name in EDITIONS if not name.endswith("-5")),
    }
    assert all(edition(outward(terms)) is terms for terms in EDITIONS.values())
    for unknown in ("standard-9", "generous", ""):
        with pytest.raises(UnknownVariant):
            edition(unknown)


def test_the_current_edition_is_the_latest_of_each_variant() -> None:
    for terms in EDITIONS.values():
        assert terms.version <= ROSTER[terms.id].version
        assert terms.edition == f"{terms.id}-{terms.version}"
    assert len({terms.iri for terms in EDITIONS.values()}) == len(EDITIONS)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", EDITIONS)
def test_every_edition_reads_back(name: str, language: Any) -> None:
    terms: Terms = EDITIONS[name]
    assert readback.facts(terms_reading(terms, language).text, language) == of_terms(terms)


def test_a_claim_is_called_as_it_was() -> None:
    assert called(EDITIONS["standard-1"], "medias").en == "First medium"
    assert called(EDITIONS["standard-2"], "medias") == CLAIMS["medias"].text
    assert called(EDITIONS["standard-1"], "region") == CLAIMS["region"].text
