import Foundation

/// The program as it was built beside these tests, run as a user runs it.
struct Program {
    let status: Int32
    let output: String
    let error: String

    /// Runs `ballast` with these arguments.
    ///
    /// - Parameter target: takes standard output, instead of ``output``.
    init(_ arguments: String..., into target: FileHandle? = nil) throws {
        try self.init(arguments, into: target)
    }

    /// Runs `ballast` with these arguments.
    init(_ arguments: [String], into target: FileHandle? = nil) throws {
        try self.init(Self.folder.appending(path: "ballast"), arguments, into: target)
    }

    /// Runs it as a user without rights, which only the superuser can do.
    static func unprivileged(_ arguments: String...) throws -> Program {
        try unprivileged(arguments)
    }

    /// Runs it as a user without rights, which only the superuser can do.
    static func unprivileged(_ arguments: [String]) throws -> Program {
        let nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]
        return try Program(
            URL(filePath: "/usr/bin/setpriv"),
            nobody + [folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it where one file is mounted on another, which only the superuser can do.
    static func mounting(_ source: String, on target: String, _ arguments: String...) throws
        -> Program
    {
        let script = "mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\""
        return try Program(
            URL(filePath: "/usr/bin/unshare"),
            ["-m", "sh", "-c", script, "sh", source, target]
                + [folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it in a network namespace of its own, which only the superuser can do.
    static func inOtherNetwork(_ arguments: String...) throws -> Program {
        try inOtherNetwork(arguments)
    }

    /// Runs it in a network namespace of its own, which only the superuser can do.
    static func inOtherNetwork(_ arguments: [String]) throws -> Program {
        try Program(
            URL(filePath: "/usr/bin/unshare"),
            ["-n", folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it in such a network, between two scripts whose output is kept too.
    static func inOtherNetwork(after setUp: String, then last: String, _ arguments: [String]) throws
        -> Program
    {
        let script = "\(setUp)\n\"$@\"\nstatus=$?\n\(last)\nexit $status"
        return try Program(
            URL(filePath: "/usr/bin/unshare"),
            ["-n", "sh", "-c", script, "sh", folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it with so many descriptors, the three of its start among them.
    static func limited(descriptors: Int, _ arguments: String...) throws -> Program {
        try Program(
            URL(filePath: "/usr/bin/prlimit"),
            ["--nofile=\(descriptors)", folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it with this file as its standard input.
    static func reading(_ file: String, _ arguments: String...) throws -> Program {
        let script = "exec \"$@\" <\"$FILE\"".replacing("$FILE", with: file)
        return try Program(
            URL(filePath: "/bin/sh"),
            ["-c", script, "sh", folder.appending(path: "ballast").path] + arguments)
    }

    private init(_ program: URL, _ arguments: [String], into target: FileHandle? = nil) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let output = try Scratch()
        let error = try Scratch()
        process.standardOutput = try target ?? output.handle()
        process.standardError = try error.handle()
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        self.output = try output.text()
        self.error = try error.text()
    }

    /// Where the build put its products: beside the test bundle.
    static var folder: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
    }
}

/// A file of a test's own, gone when the test is.
final class Scratch {
    let path: String

    /// A file with this text in a directory of its own.
    init(_ text: String = "", name: String = "ballast.yaml") throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: name).path
        try write(text)
    }

    deinit {
        // What can't be removed from the temporary directory is the system's to clear.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The directory that holds the file, and nothing else.
    var folder: String { URL(filePath: path).deletingLastPathComponent().path }

    func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    func text() throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    func handle() throws -> FileHandle {
        try FileHandle(forWritingTo: URL(filePath: path))
    }
}

/// A good document with one service of two servers.
let goodDocument = """
    version: 1
    virtualAddresses:
      - {address: 10.0.0.100/24, interface: eth0}
    services:
      - name: web
        listen: 10.0.0.100:80
        forwarding: masq
        servers:
          - {name: web1, address: 10.0.1.11:80, weight: 1}  # the old one
          - {name: web2, address: 10.0.1.12:80, weight: 3}

    """
