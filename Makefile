SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help install run app check format test nightly bench pictures sheet chromium libreoffice lock clean

PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
APP_SOURCES := $(shell find mobile assets -type f -not -name '*.pyc' 2>/dev/null)

help: ## kể tên các lệnh
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

install: .venv/installed ## tạo .venv với đúng các phiên bản trong requirements.lock

.venv/bin/python:
	tools/make-venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -qq --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

app: build/app/index.html ## dựng ứng dụng điện thoại vào build/app

build/app/index.html: .venv/installed $(APP_SOURCES)
	PYTHONPATH=mobile $(BIN)/python -m web_build >&2
	touch $@

run: app ## chạy Sổ Trực với xã trình diễn trên cổng 8000 (đổi: make run PORT=9000)
	exec $(BIN)/python -m sync_server.run --port $(PORT)

check: install ## soát mã: ruff, mypy, import-linter, nếp nhà (vài giây)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports
	$(BIN)/pytest tests/house

format: install ## sửa cách trình bày mã cho đúng nếp
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

chromium: install
	@command -v chromium >/dev/null || tools/system-package chromium fonts-dejavu-core
	@$(BIN)/python -m playwright --version >/dev/null 2>&1 || tools/system-package libatomic1

test: install ## soát mã rồi chạy mọi bài thử (dưới 12 phút trên hai nhân)
	$(MAKE) --no-print-directory --jobs $(WORKERS) --output-sync check app chromium
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder --ignore tests/house -m "not nightly"

libreoffice:
	@command -v soffice >/dev/null || tools/system-package libreoffice-writer-nogui libreoffice-calc-nogui
	@command -v pdftoppm >/dev/null || tools/system-package poppler-utils

nightly: app chromium libreoffice ## các bài thử dài
	$(BIN)/pytest -m nightly

bench: install chromium ## đo tốc độ, đặt cạnh mốc so sánh
	$(BIN)/python -m benchmarks

pictures: app chromium libreoffice ## chụp lại mọi màn hình vào docs/
	$(BIN)/python -m tests.browser.pictures

sheet: app chromium ## chụp và soát mọi trạng thái của ứng dụng, mọi vẻ: sáng, tối, chữ lớn, hẹp, nằm ngang, tiếng Anh
	$(BIN)/python -m tests.browser.sheet

lock: ## ghi lại requirements.lock từ pyproject.toml
	tools/lock

clean: ## xóa những gì dựng ra được (không đụng tới data/)
	rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
