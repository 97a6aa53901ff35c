import Files
import Model
import Subprocess
import SystemPackage

/// The program that writes series, `ballast-series record`, while it runs.
struct SeriesRecorder: Sendable {
    /// The path of the program.
    let program: String
    /// The directory of the series.
    let directory: String

    /// A line of the program.
    enum Line: Sendable, Equatable {
        /// The series of a request is in its file.
        case written(UInt32)
        /// The present trouble; nil: there is none.
        case trouble(String?)

        /// Parses a line; nil: an unknown one.
        init?(_ text: String) {
            let text = text.last == "\n" ? String(text.dropLast()) : text
            if text == "well" {
                self = .trouble(nil)
            } else if text.hasPrefix("trouble ") {
                self = .trouble(String(text.dropFirst(8).prefix(1000)).clean)
            } else if text.hasPrefix("written "), let token = UInt32(text.dropFirst(8)) {
                self = .written(token)
            } else {
                return nil
            }
        }
    }

    /// Runs the program until the messages end, and it has written everything, or until its own
    /// end; returns the reason of its end in words.
    ///
    /// - Parameter heard: receives its lines.
    func run(
        sending messages: AsyncStream<[UInt8]>,
        heard: @escaping @Sendable (Line) async -> Void
    ) async -> String {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program)), arguments: ["record", directory], input: .inputWriter,
                output: .sequence, error: .discarded
            ) { execution in
                let writer = execution.standardInputWriter
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for await message in messages {
                            // The end of the program ends its lines too.
                            guard (try? await writer.write(message)) != nil else { break }
                        }
                        try? await writer.finish()
                    }
                    // A failure to read ends the lines, as the end of the program does.
                    do {
                        for try await line in execution.standardOutput.strings() {
                            if let line = Line(line) { await heard(line) }
                        }
                    } catch {}
                    group.cancelAll()
                }
            }
            return "ballast-series ended: \(result.terminationStatus)"
        } catch {
            return "ballast-series can't be run: \(error)"
        }
    }
}
