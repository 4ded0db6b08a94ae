"""Everything the environment may say, read once; nothing else in the server reads the environment."""

import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The server's settings, all SHIFTBOOK_…; described in docs/install.md."""

    model_config = SettingsConfigDict(env_prefix="SHIFTBOOK_", frozen=True)

    database_url: str = ""
    data_dir: Path = Path("data")
    public_url: str = "http://127.0.0.1:8000"
    secret_key: str = ""
    secret_key_file: Path | None = None
    trusted_proxies: str = ""
    app_dir: Path = Path(__file__).resolve().parents[1] / "build" / "app"

    @field_validator("public_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("SHIFTBOOK_PUBLIC_URL must begin with http:// or https://")
        return value.rstrip("/")

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
        if len(text) < 32:
            raise ValueError(f"{path}: a secret key has at least 32 characters")
        return text.encode()
