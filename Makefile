# Two commands matter: `make demo` runs the main job, `make test` runs all tests.
# Each makes what it needs; neither needs the other. A second run starts at once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check
# What an installation depends on. The version in __init__.py isn't listed: an editable install reads the checkout.
FRAME := pyproject.toml setup.py

.PHONY: help demo test lint lab site bench clean

help:
	@echo "make demo   钢和铝，八个以上规则，一张对比表 / steel and aluminium under eight or more rules, one table"
	@echo "make test   全部检查和测试 / all checks and tests"
	@echo "make lint   只做代码检查 / code checks only"
	@echo "make lab    打开 JupyterLab 笔记本 / open the notebooks in JupyterLab"
	@echo "make site   文档网站，可离线阅读 / the documentation as a site, readable offline"
	@echo "make bench  测量速度 / measure speed"
	@echo "make clean  删除虚拟环境和缓存 / delete the virtual environment and caches"

demo: $(VENV)/.installed
	$(BIN)/rulewright demo

test: lint
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.installed-test
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

lab: $(VENV)/.installed-all
	$(BIN)/rulewright lab

site: $(VENV)/.installed-test
	$(BIN)/python -m sphinx -q -W --keep-going -D pages=1 docs build/site
	@echo "build/site/README.html"

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/time_commands.py
	$(BIN)/python benchmarks/time_apply.py
	$(BIN)/python benchmarks/time_uncertainty.py
	$(BIN)/python benchmarks/time_library.py
	$(BIN)/python benchmarks/time_attribution.py
	$(BIN)/python benchmarks/time_portfolio.py
	$(BIN)/python benchmarks/time_background.py

clean:
	rm -rf $(VENV) build toolkit/rulewright.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.has-pip: toolkit/make_environment.py
	@echo "建立虚拟环境 $(VENV) / making the virtual environment $(VENV)"
	@$(PYTHON) toolkit/make_environment.py $(VENV)
	@touch $@

# The main job's packages only, so that a first look stays light.
$(VENV)/.installed: $(VENV)/.has-pip $(FRAME)
	@echo "安装依赖，首次需一至数分钟 / installing dependencies, one to a few minutes the first time"
	@$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.installed-all: $(VENV)/.has-pip $(FRAME)
	@echo "安装依赖和笔记本 / installing dependencies and the notebooks' tools"
	@$(PIP_INSTALL) --editable '.[all]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-test: $(VENV)/.has-pip $(FRAME)
	@echo "安装依赖和测试工具，首次需数分钟 / installing dependencies and test tools, a few minutes the first time"
	@$(PIP_INSTALL) --editable '.[all,test]'
	@touch $@ $(VENV)/.installed $(VENV)/.installed-all
