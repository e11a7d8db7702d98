"""The story of a pull: take the packages, unpack them, build output/ by the recipe. Knows no registry and no recipe from inside."""

import os
import shutil
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from easytune.contract.events import Finished, Phase
from easytune.contract.package_cache import part_name
from easytune.contract.run_folder import RunFolder, sync_folder, sync_tree, write_model
from easytune.contract.run_spec import PackageFile, PackageWish, PullSpec
from easytune.worker import space
from easytune.worker.archive import unpack
from easytune.worker.meter import Meter
from easytune.worker.named_package import copy_model
from easytune.worker.recipe import recipe_of
from easytune.worker.registry import Registry
from easytune.worker.report import Report
from easytune.worker.stopping import Stopping, wants_nothing_kept
from easytune.worker.wanted import Wanted, hash_of, wanted_file


class Pull:
    """One run. Raises: RunFailed, StopAsked."""

    def __init__(self, spec: PullSpec, folder: RunFolder, report: Report, stopping: Stopping) -> None:
        self._spec, self._folder, self._report, self._stopping = spec, folder, report, stopping
        self._registry = Registry(Path(spec.cache_folder), report)
        self._wanted: list[Wanted] = [wanted_file(package) for package in spec.packages]

    def run(self) -> None:
        self._report.phase(Phase.DOWNLOAD)
        if self._spec.wish is None:
            self._by_recipe()
        else:
            self._by_wish(self._spec.wish)
        self._finish()

    def tidy(self) -> None:
        """Always at the end: scratch goes; what has arrived stays unless nothing shall be kept."""
        shutil.rmtree(self._scratch, ignore_errors=True)
        if wants_nothing_kept(self._folder):
            names = [wanted.part_name for wanted in self._wanted] if self._spec.wish is None else [part_name(self._spec.wish)]
            for name in names:
                self._registry.discard(name)

    @property
    def _scratch(self) -> Path:
        return self._folder.path / "packages"

    def _by_recipe(self) -> None:
        build = recipe_of(self._spec.key)
        archives = self._take(self._wanted)
        self._report.phase(Phase.CONVERT)
        packages = zip(self._spec.packages, archives, strict=True)
        unpacked = {package.name: self._unpack(archive, package.only) for package, archive in packages}
        build(unpacked, self._empty_output(), self._report)

    def _by_wish(self, wish: PackageWish) -> None:
        wanted = self._registry.resolve(wish)
        (archive,) = self._take([wanted])
        self._report.phase(Phase.CONVERT)
        copy_model(self._unpack(archive), wish.name, wish.folder, self._empty_output(), self._report)
        write_model(self._folder.package, _as_taken(wanted, archive, wish.folder))

    def _take(self, wanted: Sequence[Wanted]) -> list[Path]:
        """The files, once there is room for all that is made of them."""
        known = [one.bytes for one in wanted if one.bytes is not None]
        space.check(
            Path(self._spec.cache_folder),
            missing_bytes=sum(self._registry.missing_bytes(one) for one in wanted),
            package_bytes=sum(known),
            output_bytes=self._spec.output_bytes,
        )
        self._empty_scratch()
        meter = Meter(self._report, sum(known) if len(known) == len(wanted) else None)
        return [self._registry.take(one, meter) for one in wanted]

    def _unpack(self, archive: Path, only: tuple[str, ...] = ()) -> Path:
        target = self._scratch / str(len(list(self._scratch.iterdir())))
        unpack(archive, target, only=only, watch=self._report.progress)
        return target

    def _empty_scratch(self) -> None:
        """Also of attempts that were killed: their lock is free, or this one would not run."""
        for left_over in self._folder.path.parent.glob("*/packages"):
            shutil.rmtree(left_over, ignore_errors=True)
        self._scratch.mkdir()

    def _empty_output(self) -> Path:
        shutil.rmtree(self._folder.output_unfinished, ignore_errors=True)
        self._folder.output_unfinished.mkdir()
        return self._folder.output_unfinished

    def _finish(self) -> None:
        self._report.phase(Phase.SAVE)
        sync_tree(self._folder.output_unfinished)
        shutil.rmtree(self._folder.output, ignore_errors=True)
        self._stopping.too_late()
        os.rename(self._folder.output_unfinished, self._folder.output)
        sync_folder(self._folder.path)
        self._report.say("完成", "Done")
        self._report.event(Finished())


def _as_taken(wanted: Wanted, archive: Path, folder: str | None) -> PackageFile:
    integrity = f"sha512-{b64encode(bytes.fromhex(wanted.digest)).decode()}" if wanted.algorithm == "sha512" else None
    return PackageFile(
        registry=wanted.registry,
        name=wanted.name,
        version=wanted.version,
        filename=wanted.filename,
        sha256=hash_of(archive),
        bytes=archive.stat().st_size,
        folder=folder,
        integrity=integrity,
    )
