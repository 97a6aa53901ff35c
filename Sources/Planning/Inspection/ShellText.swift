/// Text for a POSIX shell.
enum ShellText {
    /// Returns a word that the shell reads as this text.
    static func word(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { plain.contains($0) }
        return isPlain ? text : "'" + text.split("'").joined(separator: "'\\''") + "'"
    }

    /// The file of settings that the printed commands write.
    static let settings = "/etc/sysctl.d/90-ballast.conf"

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

    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-:=@%+,".utf8)
}

extension String {
    /// The parts between the separators, empty ones included.
    fileprivate func split(_ separator: Character) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
