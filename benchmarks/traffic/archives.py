"""Files from which a JVM starts faster: class-data sharing, and on JDK 25 the AOT cache with its profiles. Made once per build."""

import hashlib
import os
import shutil
import subprocess

import gatewright
import machine
from machine import Trouble, say

WORDS = ('plain', 'cds', 'aot')


def words_for(home):
    """The ways of starting that a JDK knows."""
    return WORDS if machine.java_version(home)[0] >= 25 else WORDS[:2]


def options(home, word, stage):
    """Options of the JVM. `stage()` makes a stage with a load to train with, where a cache has to be made."""
    if word == 'plain':
        return ()
    file = machine.CACHE / f'archive-{_key(home)}.{"jsa" if word == "cds" else "aot"}'
    if not file.exists():
        say(f'making {file.name} for {home}')
        machine.CACHE.mkdir(parents=True, exist_ok=True)
        made = file.with_name(f'{os.getpid()}-{file.name}')
        (_share if word == 'cds' else _cache)(home, made, stage)
        os.rename(made, file)
    return (f'-XX:SharedArchiveFile={file}',) if word == 'cds' else (f'-XX:AOTCache={file}',)


def _key(home):
    """Such a file holds for one JDK and these jars: path, size, date."""
    jars = [gatewright.JAR, *sorted((gatewright.JAR.parent / 'lib').glob('*.jar'))]
    about = [machine.java_version(home)[1], home, os.environ.get('GATEWRIGHT_JAVA_OPTS', machine.JAVA_OPTIONS)]
    about += [f'{jar} {jar.stat().st_size} {jar.stat().st_mtime_ns}' for jar in jars]
    return hashlib.sha256('\n'.join(about).encode()).hexdigest()[:16]


def _share(home, file, _stage):
    """As the image has it. The script's demo wants fixed ports: in a network of its own they are free."""
    words = [str(machine.ROOT / 'deploy' / 'archive'), str(gatewright.JAR), str(file)]
    if os.geteuid() == 0 and shutil.which('unshare') and shutil.which('ip'):
        words = ['unshare', '-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', *words]
    machine.output(*words, env={**os.environ, 'JAVA_HOME': home})


def _cache(home, file, stage):
    """What a JVM saw in a training run: the load of the cold phase, for some seconds."""
    with stage() as trained:
        proxy = trained.start(gatewright.Variant(home, '', (f'-XX:AOTCacheOutput={file}',), 'training'))
        trained.ready(proxy)
        trained.loads.paced(proxy.address, 2000, 15)
        process = proxy.process.process
        process.terminate()
        try:
            process.wait(300)  # a second JVM makes the cache
        except subprocess.TimeoutExpired:
            raise Trouble(f'{home}: the JVM does not end after its training run\n{proxy.process.last_words()}') from None
        if not file.exists():
            raise Trouble(f'{home}: no AOT cache came of the training run\n{proxy.process.last_words()}')
