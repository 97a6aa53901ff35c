import Foundation

/// The program as it was built beside these tests, run as a user runs it.
package struct Program {
    package let status: Int32
    package let output: String
    package let error: String

    /// Runs `ballast` with these arguments.
    ///
    /// - Parameter target: takes standard output, instead of ``output``.
    package init(_ arguments: String..., into target: FileHandle? = nil) throws {
        try self.init(arguments, into: target)
    }

    /// Runs `ballast` with these arguments.
    package init(_ arguments: [String], into target: FileHandle? = nil) throws {
        try self.init(Self.folder.appending(path: "ballast"), arguments, into: target)
    }

    /// Runs it as a user without rights, which only the superuser can do.
    package static func unprivileged(_ arguments: String...) throws -> Program {
        try unprivileged(arguments)
    }

    /// Runs it as a user without rights, which only the superuser can do.
    package static func unprivileged(_ arguments: [String]) throws -> Program {
        let nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]
        return try Program(
            URL(filePath: "/usr/bin/setpriv"),
            nobody + [folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it where one file is mounted on another, which only the superuser can do.
    package static func mounting(_ source: String, on target: String, _ arguments: String...) throws
        -> Program
    {
        let script = "mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\""
        return try Program(
            URL(filePath: "/usr/bin/unshare"),
            ["-m", "sh", "-c", script, "sh", source, target]
                + [folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it in a network namespace of its own, which only the superuser can do.
    package static func inOtherNetwork(_ arguments: String...) throws -> Program {
        try inOtherNetwork(arguments)
    }

    /// Runs it in a network namespace of its own, which only the superuser can do.
    package static func inOtherNetwork(_ arguments: [String]) throws -> Program {
        try Program(
            URL(filePath: "/usr/bin/unshare"),
            ["-n", folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it in such a network, between two scripts whose output is kept too.
    package static func inOtherNetwork(
        after setUp: String, then last: String, _ arguments: [String]
    ) throws
        -> Program
    {
        let script = "\(setUp)\n\"$@\"\nstatus=$?\n\(last)\nexit $status"
        return try Program(
            URL(filePath: "/usr/bin/unshare"),
            ["-n", "sh", "-c", script, "sh", folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it with so many descriptors, the three of its start among them.
    package static func limited(descriptors: Int, _ arguments: String...) throws -> Program {
        try Program(
            URL(filePath: "/usr/bin/prlimit"),
            ["--nofile=\(descriptors)", folder.appending(path: "ballast").path] + arguments)
    }

    /// Runs it with this file as its standard input.
    package static func reading(_ file: String, _ arguments: String...) throws -> Program {
        try reading(file, arguments)
    }

    /// Runs it with this file as its standard input.
    package static func reading(_ file: String, _ arguments: [String]) throws -> Program {
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
    package static var folder: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
    }
}
