#!/bin/bash
# The newcomer's promise on a machine that has just been installed: a bare
# Debian 12 in a folder, the committed tree in it, and one command, as root or
# as an ordinary user with sudo.
#
#   fresh.sh [root|user] [COMMAND]        (default: user, make check)
#
# Needs root (chroot, mounts), debootstrap or mmdebstrap, and a Debian mirror,
# which is read from this machine's own apt configuration. The bare system is
# made once and kept in $TMPDIR/barrio-fresh; every run unpacks it anew.
set -eu
who=${1:-user}
command=${2:-make check}
here=$(cd "$(dirname "$0")/.." && pwd)
cache=${TMPDIR:-/tmp}/barrio-fresh
base=$cache/bookworm.tar
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)

[ "$(id -u)" = 0 ] || { echo "fresh.sh: run it as root (it mounts and chroots)" >&2; exit 2; }
mkdir -p "$cache"

make_base() {
    if command -v mmdebstrap >/dev/null; then
        mmdebstrap -q --format=tar --variant=minbase --components=main bookworm "$base.new" "deb $mirror bookworm main"
    else
        folder=$(mktemp -d "$cache/base.XXXXXX")
        debootstrap --variant=minbase bookworm "$folder" "$mirror"
        tar -C "$folder" -cf "$base.new" .
        rm -rf --one-file-system "$folder"
    fi
    mv "$base.new" "$base"
}

[ -s "$base" ] || make_base
root=$(mktemp -d "$cache/run.XXXXXX")

leave() {
    for mount in dev/pts dev/shm dev proc sys; do
        umount -l "$root/$mount" 2>/dev/null || true
    done
    mountpoint -q "$root/proc" || rm -rf --one-file-system "$root"
}
trap leave EXIT

tar -C "$root" -xf "$base"
chmod 755 "$root"
cp --remove-destination -L /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/hosts "$root/etc/hosts"
cp /etc/apt/apt.conf.d/*proxy* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
# A network that puts certificates of its own before every server's says so here.
authorities=""
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    cp -L "$NODE_EXTRA_CA_CERTS" "$root/etc/extra-ca.pem"
    authorities=NODE_EXTRA_CA_CERTS=/etc/extra-ca.pem
fi
# No service is started by installing a package.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

mount -t proc proc "$root/proc"
mount -t sysfs -o ro sys "$root/sys"
mount -t tmpfs -o mode=755 dev "$root/dev"
for device in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
    IFS=: read -r name major minor <<<"$device"
    mknod -m 666 "$root/dev/$name" c "$major" "$minor"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"

home=/root
user=root
if [ "$who" != root ]; then
    user=ada
    home=/home/ada
    chroot "$root" sh -c 'apt-get update -q && apt-get install -qy --no-install-recommends sudo make' >/dev/null
    chroot "$root" useradd -m -s /bin/bash ada
    echo 'ada ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/ada"
else
    chroot "$root" sh -c 'apt-get update -q && apt-get install -qy --no-install-recommends make' >/dev/null
fi
mkdir "$root$home/barrio"
git -C "$here" archive HEAD | tar -x -C "$root$home/barrio"
chroot "$root" chown -R "$user:$user" "$home"

begin=$(date +%s)
status=0
chroot --userspec="$user:$user" "$root" env -i HOME="$home" USER="$user" TERM=xterm-256color $authorities \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    bash -c "cd ~/barrio && $command" || status=$?
echo "fresh.sh: $who, \"$command\": exit status $status after $(($(date +%s) - begin)) s"
exit $status
