#!/usr/bin/python3
"""The real speech-dispatcher with espeak-ng behind it: what barrio-voice is
told becomes sound, not silent, and about as long as the text asks for. Only
where check-long installed them (SPEECH=1)."""
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time
import wave

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
import tap  # noqa: E402

BUILD = os.environ.get("BARRIO_BUILD", ROOT + "/build")
TEXTS = (("en", "What does this street need first?"),
         ("es", "¿Qué le hace falta primero a esta calle? Elija una."),
         ("en", "One: Light at night. Two: Pavement without holes. Three: Trees and shade. "
                "Four: A safe crossing. Five: Something else."))
# Slow and fast readers: seconds a letter.
LEAST, MOST = 0.03, 0.20


def settings(folder):
    """speech-dispatcher as a station has it, but its sound goes to files."""
    os.makedirs(folder + "/conf/modules")
    with open(folder + "/conf/speechd.conf", "w", encoding="utf-8") as f:
        f.write('LogLevel 3\nLogDir "default"\nDefaultLanguage "en"\nAudioOutputMethod "libao"\n'
                'AddModule "sound-file" "sd_generic" "sound-file.conf"\nDefaultModule sound-file\n')
    # There is no sound card where tests run.
    with open(folder + "/.libao", "w", encoding="utf-8") as f:
        f.write("default_driver=null\n")
    with open(folder + "/conf/modules/sound-file.conf", "w", encoding="utf-8") as f:
        f.write('GenericExecuteSynth "printf %s \\\'$DATA\\\' | espeak-ng -v $VOICE -s $RATE -a $VOLUME '
                f'-w {folder}/$(date +%s%N).wav --stdin"\n'
                'GenericCmdDependency "espeak-ng"\nGenericRateAdd 160\nGenericRateMultiply 100\n'
                'GenericVolumeAdd 100\nGenericVolumeMultiply 100\nGenericLanguage "en" "en" "utf-8"\n'
                'GenericLanguage "es" "es" "utf-8"\nAddVoice "en" "MALE1" "en"\nAddVoice "es" "MALE1" "es"\n'
                'Debug 0\n')


def sounds(folder, known, seconds=30):
    """The new files, once they are there and no longer grow: a long text
    may be spoken in parts."""
    end, before, calm = time.monotonic() + seconds, None, 0
    while calm < 5 and time.monotonic() < end:
        now = {path: os.path.getsize(path) for path in set(glob.glob(folder + "/*.wav")) - known}
        calm = calm + 1 if now and now == before and all(now.values()) else 0
        before = now
        time.sleep(0.2)
    return sorted(before)


def listen(path):
    with wave.open(path) as w:
        frames = w.readframes(w.getnframes())
        loudest = max(abs(int.from_bytes(frames[i:i + 2], "little", signed=True)) for i in range(0, len(frames), 2))
        return len(frames) / 2 / w.getframerate(), loudest


def main():
    wanted = os.environ.get("SPEECH")
    absent = [name for name in ("speech-dispatcher", "espeak-ng") if not shutil.which(name)]
    if not wanted or absent:
        tap.skip("the real voice", "only in check-long" if not wanted else ", ".join(absent) + " not installed")
        tap.done()
    folder = tempfile.mkdtemp()
    settings(folder)
    socket = folder + "/speechd.sock"
    server = subprocess.Popen(["speech-dispatcher", "-s", "-t", "0", "-c", "unix_socket", "-S", socket, "-C",
                               folder + "/conf", "-L", folder, "-P", folder + "/pid"],
                              env=dict(os.environ, HOME=folder), stdout=subprocess.DEVNULL, stderr=open(folder + "/errors", "w"))
    end = time.monotonic() + 20
    while not os.path.exists(socket) and time.monotonic() < end and server.poll() is None:
        time.sleep(0.05)
    voice = subprocess.Popen([BUILD + "/barrio-voice", socket], stdin=subprocess.PIPE, text=True,
                             stderr=open(folder + "/voice", "w"))
    known = set()
    for language, text in TEXTS:
        voice.stdin.write(f"language {language}\nsay {text}\n")
        voice.stdin.flush()
        files = sounds(folder, known)
        known |= set(files)
        if not tap.ok(files, f"{language}: a text becomes a sound",
                      open(folder + "/errors").read() + open(folder + "/voice").read()):
            break
        length = sum(listen(path)[0] for path in files)
        loudest = max(listen(path)[1] for path in files)
        tap.ok(loudest > 1000, f"{language}: which is not silent", loudest)
        tap.ok(LEAST * len(text) <= length <= MOST * len(text), f"{language}: and as long as the text asks for",
               f"{length:.2f} s for {len(text)} letters")
    voice.stdin.close()
    tap.equal(voice.wait(20), 0, "barrio-voice ends with its input")
    server.terminate()
    server.wait()
    shutil.rmtree(folder)
    tap.done()


if __name__ == "__main__":
    main()
