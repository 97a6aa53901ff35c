import Glibc
import Model

/// The files from which settings are set at each start.
extension HostFiles {
    /// Returns the lines for settings in files that are read after `zz-ballast.conf`.
    ///
    /// Source: sysctl.d(5), the order of the names; sysctl(8) of procps, `--system`, which reads
    /// `/etc/sysctl.conf` last.
    func laterSettings(among paths: Set<String>) -> [SettingLine] {
        var files: [String] = []
        var seen: Set<String> = []
        for folder in ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"] {
            for name in Self.names(in: "\(root)\(folder)/sysctl.d").sorted()
            where name.hasSuffix(".conf") && name > "zz-ballast.conf" && seen.insert(name).inserted
            {
                files.append("\(folder)/sysctl.d/\(name)")
            }
        }
        files.append("/etc/sysctl.conf")
        return files.flatMap { file in
            (ProcessFile(path: root + file).lines() ?? []).compactMap { line in
                Self.line(line, of: file).flatMap { paths.contains($0.path) ? $0 : nil }
            }
        }
    }

    /// The names in a directory; empty: unreadable.
    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }

    /// A line `name = value`; a name has dots, or slashes, whichever is first.
    private static func line(_ text: Substring, of file: String) -> SettingLine? {
        guard let sign = text.firstIndex(of: "=") else { return nil }
        var name = trimmed(text[..<sign])
        if name.first == "-" { name = trimmed(name.dropFirst()) }
        guard let first = name.first, first != "#", first != ";",
            let separator = name.first(where: { $0 == "." || $0 == "/" })
        else { return nil }
        let path =
            separator == "/"
            ? String(name) : String(name.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 })
        return SettingLine(
            file: file, name: String(name), path: path,
            value: String(trimmed(text[text.index(after: sign)...])))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
