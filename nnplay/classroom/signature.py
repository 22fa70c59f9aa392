"""A result as a code for mail and paper, sealed so that only the server that made it could have made it.

`NNPLAY[` letters `]`: the letters are base 32 in any case, so a code survives line breaks, quoting and retyping. They
hold, after the version, the length; the name of the key; the seal, an HMAC-SHA256 (RFC 2104) of the packed result; a
stamp, the HMAC of that seal; the packed result, its canonical JSON; and a checksum. The checksum tells damage from
intent, the name of the key another server from this one, and the stamp a changed code from one that was made up.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import zlib

from nnplay.classroom.result import Result
from nnplay.errors import ResultError
from nnplay.i18n import tr

CODE_VERSION = 1
MAX_PACKED, MAX_UNPACKED = 20_000, 200_000
"""Bytes of a result in a code, and as JSON."""

_KEY_NAME, _SEAL, _STAMP, _CHECK = 4, 16, 8, 4
_HEAD = 1 + 2

_CODE = re.compile(r"NNPLAY\s?\[((?:(?!NNPLAY\s?\[)[^\[\]])*)(\]?)", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[^A-Z2-7]")
_LAYOUT = re.compile(r"[\s=>|\-\u200b\u00ad\ufeff]+|<[^<>]*>")
"""What mail adds to long lines: breaks, quotation marks, soft hyphens, tags."""

# What results have in common, so that a code need not spell it out. Part of the version: never change it.
_COMMON = (
    b'{"name":"Embedding","options":{"embeddings_initializer":"RandomUniform","input_dim":64,"l1":0.0,"l2":0.0,"outp'
    b'ut_dim":8}}{"name":"Conv2D","options":{"activation":"relu","dilation_rate":1,"filters":16,"kernel_initializer"'
    b':"GlorotUniform","kernel_size":3,"l1":0.0,"l2":0.0,"padding":"valid","strides":1}}{"name":"MaxPooling2D","opti'
    b'ons":{"padding":"valid","pool_size":2,"strides":0}}{"name":"Dropout","options":{"rate":0.25}}{"name":"Flatten"'
    b',"options":{}}{"name":"BatchNormalization","options":{"momentum":0.99}}{"name":"Adadelta","options":{"learning'
    b'_rate":0.001,"rho":0.95}}{"name":"RMSprop","options":{"learning_rate":0.001,"momentum":0.0,"rho":0.9}}{"name":'
    b'"SGD","options":{"learning_rate":0.01,"momentum":0.0,"nesterov":false}}{"name":"pima","options":{"scaling":"no'
    b'ne","split_seed":87,"stratify":false,"test_size":0.25,"validation_size":0.2,"zeros_missing":false}}{"name":"mn'
    b'ist","options":{"shuffle_pixels":false,"split_seed":0,"stratify":true,"train_samples":60000,"validation_size":'
    b'0.1}}{"name":"digits","options":{"shuffle_pixels":false,"split_seed":0,"stratify":true,"test_size":0.25,"valid'
    b'ation_size":0.2}}{"assignment":"","attempt":1,"created":"2026-01-01T00:00:00+00:00","epochs":30,"explanation":'
    b'"","held":[true,true,false],"metrics":{"accuracy":0.9,"loss":0.1,"mean_absolute_error":0.1},"name":"","notes":'
    b'[],"parameters":105,"seconds":1.5,"spec":{"dataset":{"name":"spiral","options":{"data_seed":0,"features":["x",'
    b'"y"],"noise":0.1,"samples":500,"scaling":"none","split_seed":0,"stratify":true,"test_size":0.25,"validation_si'
    b'ze":0.2}},"layers":[{"name":"Dense","options":{"activation":"relu","kernel_initializer":"GlorotUniform","l1":0'
    b'.0,"l2":0.0,"units":16}},{"name":"Dense","options":{"activation":"relu","kernel_initializer":"GlorotUniform","'
    b'l1":0.0,"l2":0.0,"units":16}}],"seed":0,"training":{"batch_size":16,"class_weight":"none","early_stopping":fal'
    b'se,"epochs":300,"loss":"auto","optimizer":{"name":"Adam","options":{"beta_1":0.9,"beta_2":0.999,"learning_rate'
    b'":0.01}},"patience":5},"version":1},"weights":""}'
)


def seal(result: Result, key: bytes) -> str:
    """The code of a result: one word of letters and digits in brackets.

    Args:
        result: What is handed in.
        key: Of this server.

    Raises:
        ResultError: If it is too long for a code.
    """
    packed = _pack(result.to_json().encode())
    if len(packed) > MAX_PACKED:
        raise ResultError(tr("This result is too long for a code. Write a shorter explanation."))
    signed = _hmac(key, b"seal", packed)[:_SEAL]
    stamp = _hmac(key, b"stamp", signed)[:_STAMP]
    rest = _key_name(key) + signed + stamp + packed
    body = bytes([CODE_VERSION]) + len(rest).to_bytes(2) + rest
    letters = base64.b32encode(body + zlib.crc32(body).to_bytes(_CHECK)).decode().rstrip("=")
    return f"NNPLAY[{letters}]"


def unseal(code: str, key: bytes) -> Result:
    """The result that `seal` was given with the same key.

    Args:
        code: With line breaks and quotation marks as mail adds them.
        key: Of this server.

    Raises:
        ResultError: If it is no code, cut off, damaged, of another version, of another server, made up, or changed.
    """
    found = _CODE.search(code)
    if not found:
        raise ResultError(tr("There is no result code here. A code begins with NNPLAY[ and ends with ]."))
    if not found[2]:
        raise ResultError(tr("This code is cut off: its closing bracket is missing. Copy all of it, up to the ]."))
    body = _bytes_of(found[1])
    rest, check = body[_HEAD:-_CHECK], body[-_CHECK:]
    if len(body) > _HEAD and len(rest) < int.from_bytes(body[1:_HEAD]):
        raise ResultError(tr("A part of this code is missing. Copy all of it, or ask for it again."))
    if len(body) < _HEAD + _KEY_NAME + _SEAL + _STAMP + _CHECK or zlib.crc32(body[:-_CHECK]).to_bytes(_CHECK) != check:
        raise ResultError(tr("This code is damaged: some of its letters have changed on the way. Ask for it again."))
    if body[0] != CODE_VERSION:
        raise ResultError(tr("This code is from another version of nnplay. This version can't read it."))
    name, rest = rest[:_KEY_NAME], rest[_KEY_NAME:]
    signed, stamp, packed = rest[:_SEAL], rest[_SEAL : _SEAL + _STAMP], rest[_SEAL + _STAMP :]
    if not hmac.compare_digest(name, _key_name(key)):
        raise ResultError(
            tr(
                "This code is from another server, so it can't be checked here. Open it on the server where it was "
                "made."
            )
        )
    if not hmac.compare_digest(stamp, _hmac(key, b"stamp", signed)[:_STAMP]):
        raise ResultError(tr("This code is forged: this server has never issued it."))
    if not hmac.compare_digest(signed, _hmac(key, b"seal", packed)[:_SEAL]):
        raise ResultError(tr("This code was changed: its seal is real, but belongs to a different result."))
    return Result.from_json(_unpack(packed))


def find_codes(text: str) -> list[str]:
    """All codes in a text, such as mails pasted one after the other, in their order; also those that are cut off."""
    return [found[0] for found in _CODE.finditer(text)]


def _bytes_of(letters: str) -> bytes:
    bare = _LAYOUT.sub("", letters).upper()
    if _NO_LETTERS.search(bare):
        raise ResultError(tr("This code is damaged: there are signs in it that no code has. Ask for it again."))
    try:
        return base64.b32decode(bare + "=" * (-len(bare) % 8))
    except binascii.Error:
        raise ResultError(tr("A part of this code is missing. Copy all of it, or ask for it again.")) from None


def _key_name(key: bytes) -> bytes:
    return _hmac(key, b"name", b"")[:_KEY_NAME]


def _hmac(key: bytes, what: bytes, message: bytes) -> bytes:
    return hmac.new(key, b"nnplay " + what + b" " + message, hashlib.sha256).digest()


def _pack(text: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=-15, zdict=_COMMON)
    return packer.compress(text) + packer.flush()


def _unpack(packed: bytes) -> str:
    unpacker = zlib.decompressobj(wbits=-15, zdict=_COMMON)
    text = unpacker.decompress(packed, MAX_UNPACKED)
    if unpacker.unconsumed_tail:
        raise ResultError(tr("This result is too long."))
    return text.decode()
