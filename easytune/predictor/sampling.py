"""Chooses the next token from the scores of all of them, as one request wishes. Knows tensors; knows no model and no text."""

from collections.abc import Sequence

import torch

from easytune.contract.generate import Sampling


class Chooser:
    """The choices of one answer; its chance is its own, so it does not matter who else is answered meanwhile."""

    def __init__(self, sampling: Sampling, prompt_ids: Sequence[int]) -> None:
        self._sampling = sampling
        self._used = torch.tensor(sorted(set(prompt_ids)), dtype=torch.long)
        self._chance = torch.Generator()
        if sampling.seed is None:
            self._chance.seed()
        else:
            self._chance.manual_seed(sampling.seed)

    def choose(self, scores: torch.Tensor) -> int:
        """The id of the next token. scores: float32[vocabulary], on the CPU, used up."""
        if self._sampling.repetition_penalty != 1:
            scores = self._penalised(scores)
        token = int(scores.argmax()) if self._sampling.temperature == 0 else self._drawn(scores / self._sampling.temperature)
        if self._sampling.repetition_penalty != 1:
            self._used = torch.cat([self._used, torch.tensor([token])])
        return token

    def _penalised(self, scores: torch.Tensor) -> torch.Tensor:
        """Used tokens score less, once each (Keskar et al. 2019, section 4.1; negative scores are multiplied, as everywhere since)."""
        used = scores[self._used]
        scores[self._used] = torch.where(used > 0, used / self._sampling.repetition_penalty, used * self._sampling.repetition_penalty)
        return scores

    def _drawn(self, scores: torch.Tensor) -> int:
        """From the smallest set of likeliest tokens that together reach top_p (Holtzman et al. 2020, section 3.1)."""
        chances = scores.softmax(dim=-1)
        if self._sampling.top_p == 1:
            return int(torch.multinomial(chances, 1, generator=self._chance))
        # all that are rarer than this make up less than 1 - top_p, so none of them is in the set: only the others are sorted
        candidates = (chances >= (1 - self._sampling.top_p) / len(chances)).nonzero().squeeze(1)
        ordered, places = chances[candidates].sort(descending=True, stable=True)
        kept = ordered[ordered.cumsum(dim=-1) - ordered < self._sampling.top_p]
        return int(candidates[places[torch.multinomial(kept, 1, generator=self._chance)]])
