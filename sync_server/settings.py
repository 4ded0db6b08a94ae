"""Everything the environment may say, read once; nothing else in the server reads the environment."""

import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_KEY = 32


class Settings(BaseSettings):
    """The server's settings, all SHIFTBOOK_…; described in docs/install.md."""

    model_config = SettingsConfigDict(env_prefix="SHIFTBOOK_", frozen=True)

    database_url: str = ""
    data_dir: Path = Path("data")
    public_url: str = "http://127.0.0.1:8000"
    rehearsal_url: str = ""
    secret_key: str = ""
    secret_key_file: Path | None = None
    trusted_proxies: str = ""
    app_dir: Path = Path(__file__).resolve().parents[1] / "build" / "app"

    @field_validator("public_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("SHIFTBOOK_PUBLIC_URL phải bắt đầu bằng http:// hoặc https://")
        return value.rstrip("/")

    @field_validator("rehearsal_url")
    @classmethod
    def _no_trailing_slash_either(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("SHIFTBOOK_REHEARSAL_URL phải bắt đầu bằng http:// hoặc https://")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _sqlite_or_postgresql(cls, value: str) -> str:
        try:
            address = make_url(value) if value else None
        except ArgumentError:
            address = make_url("unknown://")
        if address is not None and (address.get_backend_name() not in ("sqlite", "postgresql") or not address.database):
            raise ValueError("SHIFTBOOK_DATABASE_URL phải có dạng sqlite:///tệp hoặc postgresql+psycopg://máy/tên")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < SHORTEST_KEY:
            raise ValueError(f"SHIFTBOOK_SECRET_KEY phải có ít nhất {SHORTEST_KEY} ký tự")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        for part in filter(None, value.split(",")):
            ip_network(part.strip(), strict=False)
        return value

    @property
    def url(self) -> str:
        """The database's address: what was set, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'shiftbook.db'}"

    @property
    def file(self) -> Path | None:
        """The database's file, None where it is not SQLite."""
        address = make_url(self.url)
        return Path(address.database or "") if address.get_backend_name() == "sqlite" else None

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks whose X-Forwarded-For is believed; none by default."""
        return tuple(ip_network(p.strip(), strict=False) for p in self.trusted_proxies.split(",") if p.strip())

    def key(self) -> bytes:
        """The installation's secret: what was set, else the key file's, made on first start when there is none."""
        if self.secret_key:
            return self.secret_key.encode()
        path = self.secret_key_file or self.data_dir / "secret.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
        text = path.read_text().strip()
        if len(text) < SHORTEST_KEY:
            raise ValueError(f"{path}: khóa bí mật phải có ít nhất {SHORTEST_KEY} ký tự")
        return text.encode()
