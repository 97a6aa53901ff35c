import Files
import Glibc
import Model

/// A check of a candidate for haproxy.cfg by HAProxy itself, which runs beside other work.
///
/// A candidate that was not installed is removed with this object.
final class ConfigurationCheck {
    /// The checked text.
    let text: String
    /// The file with this text.
    let candidate: String

    private let settings: WorkerSettings
    private let run: BackgroundRun
    private let begin = ContinuousClock.now

    /// Writes the candidate and begins the check.
    ///
    /// **Errors:** `HostFailure` if the file can't be written, or HAProxy can't be started.
    init(of text: String, _ settings: WorkerSettings) throws(HostFailure) {
        self.text = text
        self.settings = settings
        candidate = settings.file + ".new"
        // It is synced while HAProxy reads it.
        try replaceFile(candidate, with: text, isDurable: false)
        run = try BackgroundRun(
            CheckSandbox.reading.command(settings.program, checking: candidate))
    }

    /// Waits for HAProxy's complaint about the file; nil: none, and the file is on disk.
    ///
    /// A check that was killed or timed out has no result.
    func refusal() throws(HostFailure) -> String? {
        try syncFile(candidate)
        let (end, output) = run.result(limit: settings.patience)
        switch end {
        case .exited(0): return nil
        case .exited:
            let words = MasterControl(settings: settings).words(of: output)
            return words.replacing(candidate, with: settings.file)
        case .killed(let signal):
            let isLate = ContinuousClock.now - begin > settings.patience
            throw HostFailure(
                operation: "check \(settings.file)",
                reason: isLate
                    ? "haproxy -c takes longer than \(settings.patience)"
                    : "haproxy -c was ended by signal \(signal)")
        }
    }

    deinit { unlink(candidate) }
}
