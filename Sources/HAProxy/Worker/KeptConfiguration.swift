import Files
import Glibc
import Model

/// A copy of the last configuration that served, with its files, in a folder that survives a
/// reboot.
///
/// On most hosts the folder of the sockets is in memory: after a reboot HAProxy would have no
/// configuration to start if it refused the document.
struct KeptConfiguration {
    /// The folder of the copy.
    let folder: String
    /// The settings of the master.
    let settings: WorkerSettings

    private var file: String { "\(folder)/haproxy.cfg" }

    /// Saves the current configuration.
    ///
    /// The configuration itself is written last, so that an interrupted copy has all files that it
    /// names.
    ///
    /// - Parameters:
    /// - Parameters:
    ///   - sideFiles: names of the files beside it.
    ///   - certificates: paths of the certificates that it loads.
    ///
    /// **Errors:** `HostFailure`; the former copy can still be started.
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

    /// Restores missing files from the copy; existing files are newer and stay.
    ///
    /// **Errors:** `HostFailure` when a file can't be written.
    func restore() throws(HostFailure) {
        // The copy of another runtime directory has other sockets.
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

    /// Returns a path relative to the master's folder; nil: outside it, where it survives a reboot
    /// anyway.
    private func relative(_ path: String) -> String? {
        guard path.hasPrefix(settings.folder + "/") else { return nil }
        return String(path.dropFirst(settings.folder.count + 1))
    }

    /// Returns the names of the copy's files, including those in folders.
    private func all() -> [String] {
        (names(in: folder) ?? []).flatMap { name in
            var info = stat()
            guard lstat("\(folder)/\(name)", &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
                return [name]
            }
            return (names(in: "\(folder)/\(name)") ?? []).map { "\(name)/\($0)" }
        }
    }
}
