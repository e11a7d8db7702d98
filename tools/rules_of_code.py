"""House rules about dangerous or forbidden code, as functions from a syntax tree to its violations. Knows no tree of files."""

import ast
import sys
from collections.abc import Iterator

UNSAFE_MODULES = frozenset({"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"})
HEAVY_MODULES = frozenset(
    {"pyarrow", "duckdb", "onnx", "numpy", "safetensors", "tokenizers", "torch", "transformers", "datasets", "pandas"}
)
Imported = tuple[int, str]


def imports(tree: ast.AST) -> Iterator[Imported]:
    """(line, dotted module) of every import below a node, relative ones left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module


def imports_at_once(tree: ast.Module) -> Iterator[Imported]:
    """Those that run when the module is imported: not inside functions, not under TYPE_CHECKING."""
    for node in tree.body:
        under_type_checking = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not under_type_checking:
            yield from imports(node)


def reads_environment(tree: ast.Module) -> Iterator[str]:
    """The environment is read in core/config.py and nowhere else."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "environb" | "getenv" | "getenvb"):
                yield f"line {node.lineno}: os.{node.attr}"
            case ast.ImportFrom(module="os", names=names) if {alias.name for alias in names} & {"environ", "getenv"}:
                yield f"line {node.lineno}: imports the environment"
            case _:
                pass


def unsafe_code(tree: ast.Module) -> Iterator[str]:
    """Ways of running code out of data: pickles, archives that choose their paths, shells, code of a model."""
    for line, module in imports(tree):
        if module.split(".")[0] in UNSAFE_MODULES:
            yield f"line {line}: imports {module}, which can run code out of a file"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (f"line {node.lineno}: {fault}" for fault in _unsafe_call(node))


def _unsafe_call(call: ast.Call) -> Iterator[str]:
    name = ast.unparse(call.func)
    keywords = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    if name == "torch.load" and keywords.get("weights_only") != "True":
        yield "torch.load without weights_only=True"
    if keywords.get("allow_pickle", "False") != "False":
        yield "allow_pickle"
    if name == "yaml.load":
        yield "yaml.load; use yaml.safe_load"
    if name.endswith(".extractall") or name in ("shutil.unpack_archive", "os.system", "os.popen"):
        yield name
    if keywords.get("shell", "False") != "False":
        yield "shell=True"
    if keywords.get("trust_remote_code", "False") != "False":
        yield "trust_remote_code"


def starts_processes(tree: ast.Module) -> Iterator[str]:
    """Processes are started in few places, so that each can be read."""
    yield from (
        f"line {line}: imports {module}" for line, module in imports(tree) if module.split(".")[0] in {"subprocess", "multiprocessing"}
    )
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="asyncio"), attr="create_subprocess_exec" | "create_subprocess_shell" as name):
                yield f"line {node.lineno}: asyncio.{name}"
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if name.startswith(("exec", "spawn", "fork", "posix_spawn")):
                yield f"line {node.lineno}: os.{name}"
            case _:
                pass


def raises_http_exception(tree: ast.Module) -> Iterator[str]:
    """Errors are UserError; their class carries the status."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.alias) and "HTTPException" in (node.id if isinstance(node, ast.Name) else node.name):
            yield f"line {node.lineno}: HTTPException"


def acts_on_import(tree: ast.Module) -> Iterator[str]:
    """Importing a module does nothing: no bare call at its top level."""
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield f"line {node.lineno}: {ast.unparse(node.value.func)}(…) runs on import"


def heavy_at_once(tree: ast.Module) -> Iterator[str]:
    """The web side imports big libraries where they are used, so that an idle server stays small."""
    for line, module in imports_at_once(tree):
        if module.split(".")[0] in HEAVY_MODULES:
            yield f"line {line}: imports {module} at once; do it inside the function that needs it"


def beyond_pydantic(tree: ast.Module) -> Iterator[str]:
    """The contract imports pydantic, the standard library and itself."""
    for line, module in imports(tree):
        first = module.split(".")[0]
        if first not in sys.stdlib_module_names and first != "pydantic" and not module.startswith("easytune.contract"):
            yield f"line {line}: imports {module}"


def commits(tree: ast.Module) -> Iterator[str]:
    """A service never commits; the request does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("commit", "rollback"):
            yield f"line {node.lineno}: {ast.unparse(node.func)}()"


def blind_excepts(tree: ast.Module) -> Iterator[str]:
    """Only a process's __main__ catches everything; one that raises again is not blind."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = ast.unparse(node.type) if node.type else "everything"
        if caught in ("everything", "Exception", "BaseException") and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
            yield f"line {node.lineno}: catches {caught}"


def guesses_attributes(tree: ast.Module) -> Iterator[str]:
    """No getattr or hasattr on known types."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("getattr", "hasattr", "setattr"):
            yield f"line {node.lineno}: {node.func.id}"
