"""However a checkpoint is spoiled, a run goes on from a whole one, or from zero and says so."""

import pytest

from easytune.contract.events import Finished, Started, Step
from tests.trainer.damage import TUNINGS, Stock, believe_names, make_stock, outcome, output_of, resume
from tests.trainer.damages import Case, all_cases, one_file


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    """Real checkpoints of real trainings."""
    return make_stock(tmp_path_factory.mktemp("stock"), TUNINGS["full"])


def test_no_damage_is_resumed_from_silently(stock: Stock):
    outcomes = [outcome(stock, case) for case in all_cases(stock.job.folder.good)]
    assert len(outcomes) >= 60
    assert [f"{one.case.name}: {one.wrong}" for one in outcomes if one.wrong] == []
    assert {one.chosen for one in outcomes} >= {stock.job.committed_steps()[1], None}


def test_whoever_believes_names_and_sizes_resumes_from_damage(stock: Stock):
    wrong = [case for case in all_cases(stock.job.folder.good) if outcome(stock, case, believe_names).wrong]
    assert len(wrong) > 50


def test_an_undamaged_checkpoint_is_resumed_from_and_nothing_is_said(stock: Stock):
    untouched = outcome(stock, Case("nothing", lambda _good, _other: None))
    assert (untouched.chosen, untouched.said, untouched.wrong) == (stock.job.committed_steps()[0], (), "")


def test_a_real_run_with_a_damaged_newest_checkpoint_ends_bit_equal(stock: Stock):
    newest, older, *_ = stock.job.committed_steps()
    second = resume(stock, one_file(f"step-{newest}", f"step-{older}", "optimizer.pt", "one bit in the middle"), "fallback")
    started, ended = second.events()[0], second.events()[-1]
    assert isinstance(started, Started)
    assert started.resumed_from_step == older
    assert isinstance(ended, Finished)
    assert output_of(second) == output_of(stock.job)


def test_a_real_run_of_which_nothing_is_whole_starts_again_says_so_and_ends_bit_equal(stock: Stock):
    everything = all_cases(stock.job.folder.good)[-1]
    second = resume(stock, everything, "from-zero")
    started = second.events()[0]
    assert isinstance(started, Started)
    assert started.resumed_from_step is None
    assert "No usable checkpoint" in second.folder.log.read_text()
    assert [event.step for event in second.events() if isinstance(event, Step)][-1] == stock.job.committed_steps()[0]
    assert output_of(second) == output_of(stock.job)
