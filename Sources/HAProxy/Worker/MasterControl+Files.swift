import Files
import Glibc
import Model

extension MasterControl {
    /// The size at which HAProxy's log is truncated.
    private static let longestLog = 1 << 20

    /// The configuration that served before the one on trial.
    private var before: String { settings.file + ".old" }

    /// Creates the folder.
    ///
    /// **Errors:** `HostFailure` if it can't be created, or belongs to another user.
    func makeFolder() throws(HostFailure) { try makePrivateFolder(settings.folder) }

    /// Begins HAProxy's own check of a configuration, which takes as long as all other work of a
    /// change; nil: the file has this configuration.
    ///
    /// **Errors:** `HostFailure` if a file can't be written, or HAProxy can't be started.
    func check(
        _ configuration: WorkerConfiguration
    ) throws(HostFailure) -> ConfigurationCheck? {
        for file in configuration.files {
            let path = "\(settings.folder)/\(file.name)"
            if !hasText(path, file.contents) { try replaceFile(path, with: file.contents) }
        }
        if hasText(settings.file, configuration.text) { return nil }
        return try ConfigurationCheck(of: configuration.text, settings)
    }

    /// Checks a configuration and installs it; returns HAProxy's complaint, or nil.
    ///
    /// ``putBack()`` restores the former file, until ``settle()`` confirms that the new one serves.
    /// Both only rename, so they also work on a full disk.
    ///
    /// - Parameter begun: a check that runs; it counts if it is of the same text.
    ///
    /// **Errors:** `HostFailure` if a file can't be written, or the check did not finish.
    func put(
        _ configuration: WorkerConfiguration, _ begun: ConfigurationCheck? = nil
    ) throws(HostFailure) -> String? {
        let isSame = begun?.text == configuration.text
        guard let check = isSame ? begun : try check(configuration) else { return nil }
        if let words = try check.refusal() { return words }
        // An existing copy already served before an interrupted trial.
        if !fileExists(before), fileExists(settings.file), link(settings.file, before) != 0 {
            throw HostFailure(operation: "keep \(settings.file)", .last)
        }
        guard rename(check.candidate, settings.file) == 0 else {
            throw HostFailure(operation: "replace \(settings.file)", .last)
        }
        return nil
    }

    /// Whether the file prevents another process from binding to the same ports.
    var sharesNoPort: Bool { readText(settings.file)?.contains("noreuseport") == true }

    /// Restores the configuration that served before the trial.
    func putBack() {
        guard fileExists(before) else { return }
        rename(before, settings.file)
    }

    /// Confirms the new configuration, and removes the former one.
    func settle() {
        unlink(before)
    }

    /// Writes the states of servers for the next ``reload(_:)``.
    ///
    /// The check does not read them: they get their name only then.
    ///
    /// **Errors:** `HostFailure` if the file can't be written.
    func stage(
        _ servers: ServerStates, for wanted: DesiredProxies, unproven: Set<String> = [],
        origins: [String: ServerStates.Server] = [:]
    ) throws(HostFailure) {
        let text = servers.stateFile(for: wanted, unproven: unproven, origins: origins)
        // No later start needs it.
        try replaceFile(stagedStates, with: text, isDurable: false)
    }

    /// The states of servers for the next reload.
    var stagedStates: String { settings.stateFile + ".new" }

    /// Removes the side files of former configurations.
    func tidy(except files: [RenderedConfiguration.SideFile]) {
        let kept = Set(files.map(\.name))
        for name in (names(in: settings.folder) ?? []) {
            let digits = name.utf8.prefix(16)
            guard digits.count == 16, digits.allSatisfy(\.isHexadecimal),
                name.utf8.dropFirst(16).first == UInt8(ascii: "-"), !kept.contains(name)
            else { continue }
            unlink("\(settings.folder)/\(name)")
        }
    }

    /// Truncates HAProxy's log when it is too long.
    func emptyLog() {
        if fileSize(settings.log) > Self.longestLog { truncate(settings.log, 0) }
    }

    /// Returns HAProxy's log since a position; all of it, if it was truncated since.
    func log(from offset: Int) -> String {
        readText(settings.log, from: fileSize(settings.log) < offset ? 0 : offset) ?? ""
    }

    /// Returns HAProxy's latest alerts since a position in its log.
    func lastWords(from offset: Int) -> [String] {
        let size = fileSize(settings.log)
        // The log may have been truncated since.
        let start = max(size < offset ? 0 : offset, size - 4_096)
        let lines = RuntimeText.lines(readText(settings.log, from: start) ?? "")
        return lines.filter { $0.hasPrefix("[ALERT]") }.suffix(5).map(String.init)
    }

    /// The message for a program that failed without output: no verdict on the configuration.
    static let silence = "HAProxy printed nothing"

    /// Returns the alerts of a log, or all of its lines if it has none.
    func words(of log: String) -> String {
        let lines = RuntimeText.lines(log)
        let alerts = lines.filter { $0.hasPrefix("[ALERT]") }
        let text = (alerts.isEmpty ? lines : alerts).prefix(20).joined(separator: "\n")
        return text.isEmpty ? Self.silence : String(text.prefix(4_000))
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
