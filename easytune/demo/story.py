"""The story of the demo: take model and data, fine-tune, measure, stay or end. Knows HTTP only through Client."""

import signal
import time
from contextlib import closing
from dataclasses import dataclass

from easytune.datasets.schemas import DatasetOut
from easytune.demo.client import Client
from easytune.demo.display import Display
from easytune.demo.end import ENDING_SIGNALS, end_everything, say_what_goes_on, stay
from easytune.demo.failure import DemoFailed
from easytune.demo.measuring import measure
from easytune.demo.options import DemoOptions
from easytune.demo.platform import Platform, running_platform
from easytune.demo.result import DemoResult
from easytune.demo.waiting import train, wait_for_runs

USERNAME = "admin"
PASSWORD = "admin123"  # noqa: S105 - shown on the screen; valid in demo mode on loopback only
STARTER = "bge-small-zh"
SAMPLE = "chinese-reviews"


@dataclass(frozen=True)
class Material:
    """What the training is made of."""

    model_id: int
    train: DatasetOut
    heldout: DatasetOut


def run(options: DemoOptions) -> int:
    """The whole demo; returns the exit status. Failures are sentences on stderr."""
    display, started = Display(), time.monotonic()
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.default_int_handler)
    try:
        with running_platform(options.data_dir, options.port) as platform, closing(Client(platform.address)) as client:
            _tell(options, platform, client, display, started)
    except DemoFailed as failure:
        display.say(f"✗ {failure}")
        return 1
    except KeyboardInterrupt:
        display.say("✗ interrupted; everything of the demo was stopped")
        return 130
    return 0


def _tell(options: DemoOptions, platform: Platform, client: Client, display: Display, started: float) -> None:
    display.say(f"✓ The platform runs on {platform.address}, its folder is {options.data_dir}")
    client.sign_in(USERNAME, PASSWORD)
    try:
        material = take_material(client, platform, display)
        job = train(client, platform, display, model_id=material.model_id, dataset_id=material.train.id)
        result = measure(client, display, job, material.heldout, setup_seconds=options.setup_seconds, started=started)
    except BaseException:
        display.say("… ending everything that the demo started")
        end_everything(client)
        raise
    _summarise(display, result)
    if options.prints_json and not options.once:
        print(result.line(), flush=True)
    if options.once:
        end_everything(client)
        print(result.line(), flush=True)
        return
    display.say(f"\n  Open {platform.address} and sign in as {USERNAME} / {PASSWORD}. Ctrl-C ends the demo.")
    stay(platform)
    say_what_goes_on(client, display)


def take_material(client: Client, platform: Platform, display: Display) -> Material:
    """The starter and the sample, taken now or by an earlier demo."""
    starter, sample = client.starter(STARTER), client.sample(SAMPLE)
    wanted = []
    if starter.state != "ready":
        wanted.append(("Starter model", client.take_starter(STARTER)))
    if sample.state != "ready":
        wanted.append(("Sample reviews", client.take_sample(SAMPLE)))
    wait_for_runs(client, platform, display, wanted)
    model_id = client.starter(STARTER).model_id
    datasets = [client.dataset(dataset_id) for dataset_id in client.sample(SAMPLE).dataset_ids]
    if model_id is None or len(datasets) != 2:
        raise DemoFailed("The starter model or the sample data was deleted meanwhile. Start the demo again.")
    heldout, train_set = sorted(datasets, key=lambda dataset: dataset.rows)
    display.say(f"✓ Model {starter.name} · {train_set.rows:,} reviews to train on · {heldout.rows:,} held out")
    return Material(model_id, train_set, heldout)


def _summarise(display: Display, result: DemoResult) -> None:
    display.say(f"✓ {result.accuracy:.2%} right on {result.heldout_rows:,} reviews that it never saw")
    display.say(
        f"  trained on {result.train_samples:,} in {result.train_seconds:.0f} s ({result.samples_per_second:.0f} a second),"
        f" one prediction takes {result.predict_ms_p50:.1f} ms, all in all {result.total_seconds:.0f} s"
    )
