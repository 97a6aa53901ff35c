import Model

/// Text for a POSIX shell.
enum ShellText {
    /// Returns a word that the shell reads as this text.
    static func word(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { plain.contains($0) }
        return isPlain ? text : "'" + text.split("'").joined(separator: "'\\''") + "'"
    }

    /// The file of settings that the printed commands write.
    ///
    /// The last of several files has effect; `/etc/sysctl.conf` is usually linked as
    /// `99-sysctl.conf`. Source: sysctl.d(5).
    static let settings = "/etc/sysctl.d/zz-ballast.conf"

    /// Returns the name of a setting for sysctl(8): with dots, or with slashes if a part has a dot.
    static func setting(_ path: String) -> String {
        path.contains(".") ? path : String(path.map { $0 == "/" ? "." : $0 })
    }

    /// The command that sets a setting now.
    static func set(_ path: String, _ value: Int) -> String {
        "sysctl -w " + word("\(setting(path))=\(value)")
    }

    /// The command that sets a setting at each start.
    static func keep(_ path: String, _ value: Int) -> String {
        "echo " + word("\(setting(path)) = \(value)") + " >>\(settings)"
    }

    /// A program of awk(1): the first default route of ip(8), with segments of `s` bytes.
    ///
    /// A route can have several hops, each in a line, before which its segments are given; flags
    /// such as `linkdown` are shown and can't be given.
    static let segments = [
        "/^default/ && n++ { exit }",
        "{ for (i = 1; i <= NF; i++) {",
        "if ($i ~ /^(advmss|expires)$/) { i++; continue }",
        "if ($i ~ /^(linkdown|dead|pervasive|unresolved|(rt_)?(offload|trap)(_failed)?)$/)",
        "continue;",
        "if ($i == \"nexthop\" && !m++) o = o \" advmss \" s;",
        "o = o \" \" $i } }",
        "END { if (o) print o (m ? \"\" : \" advmss \" s) }",
    ]

    /// The command that turns a line of a file of settings into a comment.
    static func comment(_ line: SettingLine) -> String {
        let special = Set(#".[]*^$/\"#)
        let name = line.name.map { special.contains($0) ? "\\\($0)" : "\($0)" }.joined()
        return "sed -i " + word("s/^[[:space:]]*-\\{0,1\\}\(name)[[:space:]]*=/# &/") + " "
            + word(line.file)
    }

    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-:=@%+,".utf8)
}

extension String {
    /// The parts between the separators, empty ones included.
    fileprivate func split(_ separator: Character) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
