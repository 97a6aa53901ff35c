import Glibc
import Model

extension MasterControl {
    /// HAProxy's log is emptied when it is longer.
    private static let longestLog = 1 << 20

    /// The file that served before the one that is tried now.
    private var before: String { settings.file + ".old" }

    /// Makes the folder.
    ///
    /// **Errors:** `HostFailure` when it can't be made, or belongs to another user.
    func makeFolder() throws(HostFailure) { try makePrivateFolder(settings.folder) }

    /// Checks a configuration and makes it the file; nil, or why HAProxy doesn't take it.
    ///
    /// The file before it is put back by ``putBack()``, until ``settle()`` says that the new one
    /// serves. Both only rename, so that a full disk is not in the way.
    ///
    /// **Errors:** `HostFailure` when a file can't be written, or the check came to no result.
    func put(_ configuration: WorkerConfiguration) throws(HostFailure) -> String? {
        for file in configuration.files {
            let path = "\(settings.folder)/\(file.name)"
            if readText(path) != file.contents { try replaceFile(path, with: file.contents) }
        }
        let text = configuration.text
        if readText(settings.file) == text { return nil }
        let candidate = settings.file + ".new"
        try replaceFile(candidate, with: text)
        let words = try refusal(of: candidate)
        guard words == nil else {
            unlink(candidate)
            return words
        }
        // One that is there already served before a try that was cut short.
        if !fileExists(before), fileExists(settings.file), link(settings.file, before) != 0 {
            throw HostFailure(operation: "keep \(settings.file)", number: errno)
        }
        guard rename(candidate, settings.file) == 0 else {
            throw HostFailure(operation: "replace \(settings.file)", number: errno)
        }
        return nil
    }

    /// HAProxy's words against a file; nil: it takes it.
    ///
    /// A check that was killed, or that takes too long, says nothing of the file.
    private func refusal(of file: String) throws(HostFailure) -> String? {
        let begin = ContinuousClock.now
        let (end, output) = try ChildProcess.run(
            CheckSandbox.reading.command(settings.program, checking: file),
            limit: settings.patience)
        switch end {
        case .exited(0): return nil
        case .exited: return words(of: output).replacing(file, with: settings.file)
        case .killed(let signal):
            let isLate = ContinuousClock.now - begin > settings.patience
            throw HostFailure(
                operation: "check \(settings.file)",
                reason: isLate
                    ? "haproxy -c takes longer than \(settings.patience)"
                    : "haproxy -c was ended by signal \(signal)")
        }
    }

    /// Whether the file has HAProxy bind in a way that another process is in the way of.
    var sharesNoPort: Bool { readText(settings.file)?.contains("noreuseport") == true }

    /// Puts back the file that served before the one that was tried.
    func putBack() {
        guard fileExists(before) else { return }
        rename(before, settings.file)
    }

    /// The file serves: the one before it is not needed any more.
    func settle() {
        unlink(before)
    }

    /// Removes the files beside configurations that are no longer in force.
    func tidy(except files: [RenderedConfiguration.SideFile]) {
        let kept = Set(files.map(\.name))
        for name in names(in: settings.folder) {
            let digits = name.utf8.prefix(16)
            guard digits.count == 16, digits.allSatisfy(\.isHexadecimal),
                name.utf8.dropFirst(16).first == UInt8(ascii: "-"), !kept.contains(name)
            else { continue }
            unlink("\(settings.folder)/\(name)")
        }
    }

    /// Empties HAProxy's log when it has become long.
    func emptyLog() {
        if fileSize(settings.log) > Self.longestLog { truncate(settings.log, 0) }
    }

    /// What HAProxy wrote into its log since then; all, when it was emptied since.
    func log(from mark: Int) -> String {
        readText(settings.log, from: fileSize(settings.log) < mark ? 0 : mark) ?? ""
    }

    /// The latest alerts that HAProxy wrote into its log since then.
    func lastWords(from mark: Int) -> [String] {
        let size = fileSize(settings.log)
        // It may have been emptied since.
        let start = max(size < mark ? 0 : mark, size - 4_096)
        let lines = RuntimeText.lines(readText(settings.log, from: start) ?? "")
        return lines.filter { $0.hasPrefix("[ALERT]") }.suffix(5).map(String.init)
    }

    /// The words for a program that failed without any: no verdict on the configuration.
    static let silence = "HAProxy said nothing"

    /// The lines that say what is wrong, or all when none does.
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
