# Model files as a table of C: preset_files of model/presets.h. Line 3 of each is a comment, `# SENTENCE. ...`.
function quoted(text) {
    gsub(/\\/, "&&", text)
    gsub(/"/, "\\\\&", text)
    return text
}
BEGIN {
    print "#include \"model/presets.h\"\n\nconst struct preset_file preset_files[] = {"
}
FNR == 1 {
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.tess$/, "", name)
    printf "%s    {\"%s\",\n", (files++ ? "    },\n" : ""), name
    text = ""
}
FNR < 3 {
    text = text "     \"" quoted($0) "\\n\"\n"
    next
}
FNR == 3 {
    about = substr($0, 3)
    sub(/[.:;] .*|[.]$/, "", about)
    printf "     \"%s\",\n%s", quoted(about), text
}
{
    print "     \"" quoted($0) "\\n\""
}
END {
    print "    },\n};\nconst int preset_file_count = " files ";"
}
