"""Settings of a server that lives for one run: nothing is worth saving, nothing may be shared.

Documentation: "Non-Durable Settings" in the chapter on performance tips.
"""

from __future__ import annotations

# For every server of ours, embedded or in a container.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "temp_file_limit": "256MB",
    "dynamic_shared_memory_type": "mmap",  # /dev/shm is closed by the sandbox, and small in a container
    "huge_pages": "off",
    "jit": "off",
    "lc_messages": "C",
    "timezone": "UTC",
}

# Besides, for an embedded one.
EMBEDDED = {
    "listen_addresses": "",
    "log_timezone": "UTC",
    "log_min_messages": "fatal",
    "logging_collector": "off",
    "unix_socket_permissions": "0700",
}

ADDRESS_SPACE = 1 << 30  # bytes for each server process: a string of 1 GB is refused, an index build is not
FILE_SIZE = 1 << 30  # bytes for one file of the server, which is also the size of a table's segment

STATEMENT_SECONDS = 60.0  # wall-clock limit of one statement
CONNECTIONS = 32  # of the role that owns the scratch databases


def arguments(settings: dict[str, str]) -> list[str]:
    """As arguments of `postgres`: these cannot be overridden by ALTER SYSTEM."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
