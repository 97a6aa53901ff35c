import Glibc
import Model

/// A copy of the last configuration that served, with the files that it reads, in a folder that
/// outlives a reboot.
///
/// The folder of the sockets is in memory on most hosts: after a reboot with a document that
/// HAProxy refuses there would be nothing to start.
struct KeptConfiguration {
    /// Where the copy is.
    let folder: String
    /// Of the master whose configuration it is.
    let settings: WorkerSettings

    private var file: String { "\(folder)/haproxy.cfg" }

    /// Keeps the configuration in force.
    ///
    /// The file comes last, so a copy that is interrupted has all that its file names.
    ///
    /// - Parameters:
    ///   - sideFiles: names of the files beside it.
    ///   - certificates: paths of the certificates that it loads.
    ///
    /// **Errors:** `HostFailure`; the copy before it can still be started.
    func save(sideFiles: [String], certificates: [String]) throws(HostFailure) {
        guard let text = readText(settings.file) else { return }
        try makePrivateFolder(folder)
        var kept: Set = ["haproxy.cfg"]
        for path in sideFiles.map({ "\(settings.folder)/\($0)" }) + certificates {
            guard let name = relative(path), let contents = readText(path) else { continue }
            if let slash = name.lastIndex(of: "/") {
                try makePrivateFolder("\(folder)/\(name[..<slash])")
            }
            kept.insert(name)
            try replace(name, with: contents)
        }
        try replace("haproxy.cfg", with: text)
        for name in all() where !kept.contains(name) { unlink("\(folder)/\(name)") }
    }

    /// Puts back what is missing of the copy; what is there is newer, and stays.
    ///
    /// **Errors:** `HostFailure` when a file can't be written.
    func restore() throws(HostFailure) {
        // Of another runtime directory: its sockets would be elsewhere.
        guard let text = readText(file), text.contains(settings.socket) else { return }
        for name in all() where name != "haproxy.cfg" {
            let path = "\(settings.folder)/\(name)"
            guard !fileExists(path), let contents = readText("\(folder)/\(name)") else { continue }
            if let slash = path.lastIndex(of: "/") {
                try makePrivateFolder(String(path[..<slash]))
            }
            try replaceFile(path, with: contents)
        }
        if !fileExists(settings.file) { try replaceFile(settings.file, with: text) }
    }

    private func replace(_ name: String, with text: String) throws(HostFailure) {
        if readText("\(folder)/\(name)") == text { return }
        try replaceFile("\(folder)/\(name)", with: text)
    }

    /// A path as it is named within the master's folder; nil: it is elsewhere, and outlives a
    /// reboot by itself.
    private func relative(_ path: String) -> String? {
        guard path.hasPrefix(settings.folder + "/") else { return nil }
        return String(path.dropFirst(settings.folder.count + 1))
    }

    /// The names of its files, those of its folders included.
    private func all() -> [String] {
        names(in: folder).flatMap { name in
            var info = stat()
            guard lstat("\(folder)/\(name)", &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
                return [name]
            }
            return names(in: "\(folder)/\(name)").map { "\(name)/\($0)" }
        }
    }
}
