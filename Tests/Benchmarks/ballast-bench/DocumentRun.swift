import Document
import Glibc
import Model
import Planning

/// Validates a document and plans it for an empty host: processor time and peak memory.
struct DocumentRun {
    /// The document.
    let path: String

    /// `validate=SECONDS plan=SECONDS memory=KB steps=N`.
    ///
    /// **Errors:** when the document is not good.
    func figures() throws -> String {
        let start = Self.processorTime()
        let parsed = parse(try DocumentFile(path: path).read())
        guard let spec = parsed.spec else { throw BenchmarkError.refused("a bad document") }
        let found = parsed.located(validate(spec))
        guard !found.contains(where: { $0.severity == .error }) else {
            throw BenchmarkError.refused("a bad document")
        }
        let validated = Self.processorTime()
        let signals = Signals(managesAddresses: false)
        let made = plan(from: Observed(), to: desired(from: spec, signals: signals))
        let planned = Self.processorTime()
        return "validate=\(validated - start) plan=\(planned - validated) "
            + "memory=\(Self.peakMemory()) steps=\(made.steps.count)"
    }

    /// **Unit:** milliseconds of this process, user and system.
    private static func processorTime() -> Int { microseconds() / 1000 }

    /// **Unit:** microseconds of this process, user and system.
    static func microseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000
    }

    /// **Unit:** KiB.
    static func peakMemory() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Int(usage.ru_maxrss)
    }
}
