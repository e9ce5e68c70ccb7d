# shellcheck shell=sh
# Sourced by the tests of the recipes of docs/adding.md, behind behaviour.sh: applies a recipe's patch to a copy of the
# tree and builds that.

# build_recipe NAME: the tree with NAME.patch, built, in the folder `tree`; TESSC is its compiler from then on. Without
# automake there is no building it, and the test is skipped.
build_recipe() {
    command -v automake >automake.log 2>&1 || {
        echo 'skipped: no automake'
        exit 77
    }
    mkdir tree tree/build || exit 1
    # All but what was built: folders that were configured, and what git and others keep.
    (cd "$root" && for entry in * .[a-z]*; do
        test -e "$entry/config.status" -o -e "$entry/config.log" -o "$entry" = .git -o "$entry" = shared || echo "$entry"
    done | tar -cf - --exclude='*.o' --exclude=autom4te.cache -T -) | tar -xf - -C tree || exit 1
    chmod -R u+w tree
    check "the patch of recipe $1 applies" sh -c 'cd tree && patch -s -p1 <"$1"' sh "$root/tests/recipes/$1.patch"
    # Every warning that the tree is built without counts, optimization does not.
    (cd tree && { test -f Makefile.in || autoreconf -i; } && cd build && ../configure -q CFLAGS='-O0 -Werror') >build.log 2>&1 &&
        MAKEFLAGS='' MAKELEVEL='' ${MAKE:-make} -s -C tree/build -j2 all >>build.log 2>&1 || {
        tail -n 20 build.log
        not_ok "recipe $1 builds"
        finish
    }
    ok "recipe $1 builds without a warning"
    TESSC=$scratch/tree/build/tessc
    TESS_CFLAGS=-O0
    export TESSC TESS_CFLAGS
}
