"""Reading a wheel and proving that it is whole.

The format: https://packaging.python.org/specifications/binary-distribution-format/
"""

import base64
import csv
import hashlib
import io
import os
import re
import stat
import zipfile
from urllib.parse import quote

from refusal import Refusal

FILE_NAME = re.compile(
    r"^(?P<name>[^-]+)-(?P<version>[^-]+)(-\d[^-]*)?-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl$"
)


class Wheel:
    """A pure-Python wheel whose every file is as its RECORD says."""

    def __init__(self, argument):
        path, self.extras = split_extras(argument)
        self.path = os.path.abspath(path)
        self.url = "file://" + quote(os.fsencode(self.path))
        named = FILE_NAME.match(os.path.basename(path))
        if not named:
            raise Refusal("`%s` is not the path of a wheel, and this stand-in for uv installs nothing else" % argument)
        if not os.path.isfile(path):
            raise Refusal("Distribution not found at: %s" % self.url)
        if (named["abi"], named["platform"]) != ("none", "any") or "py3" not in named["python"].split("."):
            raise Refusal("`%s` is not a pure-Python wheel, and this stand-in for uv installs no other" % path)
        with open(path, "rb") as file:
            data = file.read()
        self.sha256 = hashlib.sha256(data).hexdigest()
        #: path in the wheel -> (bytes, whether it is executable)
        self.files = read_archive(data, path)
        self.dist_info = "%s-%s.dist-info" % (named["name"], named["version"])
        self.data_dir = "%s-%s.data" % (named["name"], named["version"])
        self.check_record(path)
        kind = headers(self.text("WHEEL", path))
        version = kind.get("wheel-version", ["none"])[0]
        if version.split(".")[0] != "1":
            raise Refusal("`%s` is a wheel of format version %s, expected 1.x" % (path, version))
        if kind.get("root-is-purelib", [""])[0].lower() != "true":
            raise Refusal("`%s` is not a pure-Python wheel, and this stand-in for uv installs no other" % path)
        self.metadata = headers(self.text("METADATA", path))
        self.name = self.metadata.get("name", [named["name"]])[0]
        self.version = self.metadata.get("version", [named["version"]])[0]
        if (normalize(self.name), self.version) != (normalize(named["name"]), named["version"]):
            raise Refusal("`%s` says in its METADATA that it is %s %s" % (path, self.name, self.version))

    def text(self, name, path):
        entry = self.files.get("%s/%s" % (self.dist_info, name))
        if entry is None:
            raise Refusal("`%s` is not a valid wheel" % path, "%s/%s is missing" % (self.dist_info, name))
        return entry[0].decode("utf-8")

    def check_record(self, path):
        record = self.dist_info + "/RECORD"
        rows = {row[0]: row for row in csv.reader(io.StringIO(self.text("RECORD", path))) if row}
        for name, (data, _) in self.files.items():
            if name == record or name in (record + ".jws", record + ".p7s"):
                continue
            if name not in rows:
                raise Refusal("`%s` is not a valid wheel" % path, "%s is not in its RECORD" % name)
            expected, found = rows[name][1], record_hash(data)
            if expected != found:
                raise Refusal("`%s` is not a valid wheel" % path, "%s: expected %s, found %s" % (name, expected, found))
        for name in rows:
            if name != record and name not in self.files:
                raise Refusal("`%s` is not a valid wheel" % path, "%s is in its RECORD and not in the wheel" % name)


def read_archive(data, path):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {}
            for entry in archive.infolist():
                mode = entry.external_attr >> 16
                check_name(entry.filename, path)
                if entry.is_dir():
                    continue
                if stat.S_ISLNK(mode) or entry.filename in files:
                    raise Refusal("`%s` is not a valid wheel" % path, "%s is a link or is there twice" % entry.filename)
                files[entry.filename] = (archive.read(entry), bool(mode & 0o111))
            return files
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise Refusal("Failed to read `%s`" % path, str(error))


def check_name(name, path):
    parts = name.rstrip("/").split("/")
    if "\\" in name or any(part in ("", ".", "..") for part in parts):
        raise Refusal("`%s` is not a valid wheel" % path, "the path %r leads out of it" % name)


def split_extras(argument):
    """`path.whl[a,b]` -> (`path.whl`, {a, b})"""
    match = re.match(r"^(.*\.whl)\[([^\]]*)\]$", argument)
    if not match:
        return argument, set()
    return match[1], {normalize(extra.strip()) for extra in match[2].split(",") if extra.strip()}


def headers(text):
    """The fields of a METADATA or WHEEL file by lower-case name, each with all its values."""
    fields = {}
    for line in text.split("\n\n", 1)[0].splitlines():
        name, colon, value = line.partition(":")
        if colon and not line[:1].isspace():
            fields.setdefault(name.strip().lower(), []).append(value.strip())
    return fields


def record_hash(data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
    return "sha256=" + digest.decode("ascii")


def normalize(name):
    """https://packaging.python.org/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()
