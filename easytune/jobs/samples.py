"""The answers to a job's fixed prompts, merged over its attempts. Knows no file and no database."""

from easytune.contract.events import Sample
from easytune.jobs.schemas import SampleAnswer, SampledPrompt, SamplePoint, SamplesOut

BASE_STEP = 0


def sample_point(sample: Sample) -> SamplePoint:
    return SamplePoint(step=sample.step, place=sample.place, prompt=sample.prompt, text=sample.text)


class Samples:
    """Grows sample by sample; what comes later wins."""

    def __init__(self) -> None:
        self._prompts: dict[int, str] = {}
        self._texts: dict[int, dict[int, str]] = {}  # by step, then by place

    def resume_from(self, step: int) -> None:
        """A new attempt goes on from a checkpoint of this step: what came after it did not happen."""
        self._texts = {known: texts for known, texts in self._texts.items() if known <= step}

    def add(self, sample: Sample) -> None:
        self._prompts[sample.place] = sample.prompt
        self._texts.setdefault(sample.step, {})[sample.place] = sample.text

    def shown(self, most_steps: int) -> SamplesOut:
        """The base, where there is one, and the newest steps; most_steps (>= 2) in all."""
        steps = sorted(self._texts)
        base = steps[:1] if steps[:1] == [BASE_STEP] else []
        newest = steps[len(base) :][-(most_steps - len(base)) :]
        kept = [*base, *newest]
        prompts = [
            SampledPrompt(
                place=place,
                prompt=prompt,
                answers=[SampleAnswer(step=step, text=self._texts[step][place]) for step in kept if place in self._texts[step]],
            )
            for place, prompt in sorted(self._prompts.items())
        ]
        return SamplesOut(prompts=prompts, steps=kept, left_out=len(steps) - len(kept))
