import Files
import Glibc

/// The answer of a command: JSON for programs, text for people.
///
/// Only the one that is asked for is made.
struct View {
    private let answer: any Encodable
    private let show: () -> Void

    /// An answer whose text is printed by a function, which may also write to standard error.
    init(_ answer: some Encodable, printing show: @escaping () -> Void) {
        self.answer = answer
        self.show = show
    }

    /// An answer with a text for standard output, which ends with a line break unless it is empty.
    init(_ answer: some Encodable, text: @escaping () -> String) {
        self.init(answer, printing: { write(text(), to: STDOUT_FILENO) })
    }

    /// An answer with lines for standard output.
    init(_ answer: some Encodable, lines: @escaping () -> [String]) {
        self.init(answer, text: { lines().map { $0 + "\n" }.joined() })
    }

    /// An answer for programs alone: people read standard error.
    init(forPrograms answer: some Encodable) {
        self.init(answer, printing: {})
    }

    /// Prints the answer.
    ///
    /// - Parameter json: whether as JSON, keys sorted.
    func print(json: Bool) throws {
        guard json else { return show() }
        write(try jsonText(answer) + "\n", to: STDOUT_FILENO)
    }
}
