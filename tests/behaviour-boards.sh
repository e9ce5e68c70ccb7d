#!/bin/sh
# --target mcu on emulated boards: Cortex-M4F, M7, M3 without a floating-point unit, RISC-V. Each trains a few samples to
# the bits of a host's schedule stream, in the state that explain tells; instructions (QEMU's -icount) are within 5 % of
# those stored here, and the stack within 64 bytes. A board whose tools are missing is left out, with a word.
. "${srcdir:-.}/tests/behaviour.sh"

mcu=$root/tests/mcu example=$root/examples/mcu
case $root in *[[:space:]]*) echo 'skipped: needs a source folder without spaces in its path' && exit 77 ;; esac
command -v qemu-system-arm >/dev/null || command -v qemu-system-riscv32 >/dev/null ||
    { echo 'skipped: needs qemu-system-arm or qemu-system-riscv32' && exit 77; }

cat >pocket.tess <<'EOM'
tess 1
model pocket
input 2x16x16 { dataset synthetic; frames 5 }
weights { standardize; gain }
network {
    conv 8 3x3 pad 1, maxpool 2x2   signal grid 2x2
    conv 16 3x3 pad 1, maxpool 2x2  signal grid 2x2
    readout
}
learn tess { alpha post 1 }
train { batch 1; update each step; optimizer sgd lr 0.02 }
EOM

strict='-std=c99 -O2 -Wall -Wextra -Wconversion -pedantic -Werror -ffp-contract=off -ffunction-sections'
samples=3

check 'a host' env TESS_CFLAGS="-O1 -I$mcu $mcu/reference.c" "$TESSC" build --schedule stream -Wno-dead-latent -o host pocket.tess
host/pocket config >config.h
host/pocket run $samples >expected
check 'the C' "$TESSC" --target mcu -Wno-dead-latent -o net pocket.tess
state=$("$TESSC" explain --target mcu -Wno-dead-latent pocket.tess | sed -n 's/^state  *\([0-9]*\) bytes.*/\1/p')
printf '#include "pocket.h"\ntypedef char told[sizeof(struct pocket) == %s ? 1 : -1];\n' "$state" >told.c
# memory FLASH RAM: 256 KiB of RAM, which two instances, a save and the stack have to fit
memory() {
    echo "-Wl,--defsym=FLASH=$1,--defsym=FLASH_BYTES=256K,--defsym=RAM=$2,--defsym=RAM_BYTES=256K,--defsym=STACK_BYTES=4K"
}

# board NAME QEMU MACHINE KILO-INSTRUCTIONS STACK COMPILER...
board() {
    name=$1 qemu=$2 machine=$3 kilo=$4 stack=$5
    shift 5
    command -v "$1" >/dev/null && command -v "$qemu" >/dev/null ||
        { echo "left out: $name: needs $1 and $qemu" && return; }
    # shellcheck disable=SC2086 # words
    {
        check "$name: the network, without a warning" "$@" $strict -Inet -c net/pocket.c -o net.o
        check "$name: the state that explain tells" "$@" -Inet -c told.c -o told.o
        check "$name: linked" "$@" $strict -Inet -I. -I"$mcu" -I"$mcu/board" -I"$example" -DSAMPLES=$samples "$mcu/board.c" \
            "$example/board.c" net.o -nostartfiles -T "$example/board.ld" -Wl,--gc-sections $memory -o "$name.elf"
        expect 0 "$name: runs" timeout 300 "$qemu" -M $machine -kernel "$name.elf" -display none -serial none -monitor none \
            -chardev stdio,id=c -semihosting-config enable=on,target=native,chardev=c -icount shift=0
    }
    subject=''
    grep '^sample' out >got
    check "$name: the same bits" cmp expected got
    found=$(sed -n 's/^kilo-instructions //p' out) deep=$(sed -n 's/^stack //p' out)
    echo "$name: $found thousand instructions, $deep bytes of stack"
    case $("$1" -dumpversion) in 12.2*) ;; *) echo "$name: the figures stored are those of GCC 12.2" && return ;; esac
    check "$name: instructions within 5 % of $kilo thousand" test $((found * 100)) -ge $((kilo * 95)) -a $((found * 100)) -le $((kilo * 105))
    check "$name: a stack within 64 bytes of $stack" test $((deep - stack)) -ge -64 -a $((deep - stack)) -le 64
}

memory=$(memory 0 0x20000000)
board m4f qemu-system-arm mps2-an386 117193 592 arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16
board m7 qemu-system-arm mps2-an500 116510 600 arm-none-eabi-gcc -mcpu=cortex-m7 -mthumb -mfloat-abi=hard -mfpu=fpv5-sp-d16
board m3 qemu-system-arm mps2-an385 226821 616 arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb -mfloat-abi=soft
memory=$(memory 0x80000000 0x80100000)
board riscv qemu-system-riscv32 'virt -bios none' 178644 716 riscv64-unknown-elf-gcc -march=rv32imafc -mabi=ilp32f -misa-spec=2.2 \
    --specs=picolibc.specs

# ---- The example ----

learns() { # on a Cortex-M4F with 32 KiB of RAM, from so many streams
    "$TESSC" --target mcu --budget ram=32KiB,flash=64KiB -Wno-dead-latent -o example "$example/pocket.tess" &&
        arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 $strict -Iexample -I"$example" -DLEARNT="$1" \
            "$example/main.c" "$example/board.c" example/pocket.c -nostartfiles -T "$example/board.ld" -Wl,--gc-sections \
            -Wl,--defsym=FLASH=0,--defsym=FLASH_BYTES=64K,--defsym=RAM=0x20000000,--defsym=RAM_BYTES=32K,--defsym=STACK_BYTES=2K \
            -o example.elf &&
        timeout 400 qemu-system-arm -M mps2-an386 -kernel example.elf -display none -serial none -monitor none \
            -chardev stdio,id=c -semihosting-config enable=on,target=native,chardev=c -icount shift=0
}
if command -v qemu-system-arm >/dev/null && command -v arm-none-eabi-gcc >/dev/null; then
    check 'the example learns' learns 30
    cat check.log
fi
finish
