import Admin
import ArgumentParser
import Certificates
import Document
import Files
import Glibc
import Model
import Proxies

/// Writes a line to standard error.
func standardError(_ line: String) {
    write(line + "\n", to: STDERR_FILENO)
}

/// Writes all of the text, or what the reader takes of it.
///
/// An answer that a full disk cuts short is no answer: the exit status is 1 then.
func write(_ text: String, to descriptor: Int32) {
    write(Array(text.utf8), to: descriptor)
}

/// Writes all bytes, as the text of ``write(_:to:)-(String,_)``.
func write(_ all: [UInt8], to descriptor: Int32) {
    var bytes = all[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
            guard descriptor == STDOUT_FILENO, errno != EPIPE else { return }
            standardError("ballast: cannot write the answer: \(SystemError.last)")
            exit(1)
        }
        bytes = bytes.dropFirst(count)
    }
}

/// Whether to colour what goes to this descriptor: a terminal, and the user has not said no.
///
/// Source: the NO_COLOR convention.
func isColoured(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && getenv("NO_COLOR") == nil
}

/// The text in red where standard output is a terminal.
func red(_ text: String) -> String {
    isColoured(STDOUT_FILENO) ? "\u{1b}[31m\(text)\u{1b}[0m" : text
}

/// Runs the work; an error is printed as one line on standard error, and the exit status is 1.
func stopping<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch { throw printed(error) }
}

/// Prints an error as one line on standard error, and returns the exit status.
func printed(_ error: any Error) -> ExitCode {
    switch error {
    case let exit as ExitCode:
        return exit
    case let failure as HostRecordFailure:
        standardError("\(failure)\nhint: \(failure.hint)")
    default:
        standardError("ballast: \(error)")
        let hint =
            (error as? FileFailure)?.diagnostic.hint ?? (error as? CertificateFailure)?.hint
            ?? (error as? AccountRefusal)?.remedy
        if let hint { standardError("hint: \(hint)") }
    }
    return ExitCode(1)
}

/// Gives each standard stream that came closed to `/dev/null`.
///
/// The next file or socket would get its number, and what is meant for people would go there.
func holdStandardDescriptors() {
    var descriptor: Int32
    repeat { descriptor = open("/dev/null", O_RDWR) } while (0...2).contains(descriptor)
    if descriptor > 2 { close(descriptor) }
}

/// Asks for a secret on the terminal without echo; nil: no terminal, or nothing was given.
func askedSecret(_ question: String) -> SecretBytes? {
    guard isatty(STDIN_FILENO) == 1 else { return nil }
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
    let former = settings
    settings.c_lflag &= ~tcflag_t(ECHO)
    guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) == 0 else { return nil }
    defer {
        var former = former
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &former)
        write("\n", to: STDERR_FILENO)
    }
    write(question, to: STDERR_FILENO)
    let line = SecretBytes(capacity: 1024) { memory in
        max(0, Glibc.read(STDIN_FILENO, memory.baseAddress, memory.count))
    }
    return line.count == 0 ? nil : line.firstLine
}
