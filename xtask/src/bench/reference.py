"""One round of IFEval's own verifiers over the real responses: seconds for each set, as JSON.

Given the file of responses. The verifiers are those inside lm_eval, which is installed without
what it needs for anything else; so its package is not imported, only the modules wanted.
"""

import importlib.util
import json
import logging
import sys
import time
import types


def modules_of_lm_eval():
    """Makes the folders of lm_eval importable without running its __init__."""
    folder = importlib.util.find_spec("lm_eval").submodule_search_locations[0]
    for name, path in [("lm_eval", ""), ("lm_eval.tasks", "/tasks"), ("lm_eval.tasks.ifeval", "/tasks/ifeval")]:
        module = types.ModuleType(name)
        module.__path__ = [folder + path]
        sys.modules[name] = module


def needs_sentences(name):
    return name.endswith(("number_sentences", "capital_word_frequency"))


def needs_language(name):
    return name.endswith("response_language") or "case:english_" in name


SETS = {
    "whole": (lambda name: not needs_sentences(name), False),
    "without_language": (lambda name: not needs_sentences(name) and not needs_language(name), False),
    "language": (needs_language, False),
    "loose": (lambda name: not needs_sentences(name), True),
}


def variants(response):
    lines = response.split("\n")
    parts = [response] + ["\n".join(it).strip() for it in (lines[1:], lines[:-1], lines[1:-1])]
    return parts + [it.replace("*", "") for it in parts]


def measure(types_by_name, rows, is_in, loose):
    n, start = 0, time.perf_counter()
    for response, instructions in rows:
        for name, kwargs in instructions:
            if not is_in(name):
                continue
            n += 1
            instruction = types_by_name[name](name)
            instruction.build_description(**kwargs)
            texts = variants(response) if loose else [response]
            any(it.strip() and instruction.check_following(it) for it in texts)
    return {"n": n, "run": time.perf_counter() - start}


def main():
    modules_of_lm_eval()
    logging.disable(logging.CRITICAL)
    import langdetect
    from lm_eval.tasks.ifeval import instructions_registry

    langdetect.DetectorFactory.seed = 0
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows = [
        (row["response"], [(it["id"], it["kwargs"]) for it in row["instructions"]])
        for row in rows
        if row["source"] == "real"
    ]
    types_by_name = instructions_registry.INSTRUCTION_DICT
    # Profiles are loaded and patterns compiled before the clock runs.
    measure(types_by_name, rows, SETS["without_language"][0], False)
    langdetect.detect("warm")
    print(json.dumps({name: measure(types_by_name, rows, *it) for name, it in SETS.items()}))


main()
