# Completion of tessc for fish. What may follow is told by tessc itself: tessc help --complete.

# Names of files that begin with $argv[1] and end with $argv[2], or of folders, each behind $argv[3].
function __tessc_files
    for name in (string unescape -- (complete -C "__tessc_no_command $argv[1]" | string replace -r '\t.*' ''))
        if string match -q -- '*/' $name; or string match -q -- "*$argv[2]" $name
            echo $argv[3]$name
        end
    end
end

function __tessc_complete
    set -l current (commandline -ct)
    set -l words (commandline -opc) $current
    set -l kept (string match -r '^-[^=]*=' -- $current)
    set -l value (string replace -r '^-[^=]*=' '' -- $current)
    for reply in ($words[1] help --complete -- $words[2..-1] 2>/dev/null)
        switch $reply
            case ':folder'
                __tessc_files "$value" / "$kept"
            case ':file*'
                __tessc_files "$value" (string replace -r '^:file ?' '' -- $reply) "$kept"
            case '*'
                echo $reply
        end
    end
end

complete -c tessc -f -a '(__tessc_complete)'
