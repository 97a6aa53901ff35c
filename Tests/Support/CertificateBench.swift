import Foundation
import Testing

/// A folder, with the program and `openssl` to work in it.
package struct CertificateBench {
    /// A program that ran to its end in a folder.
    package struct Run {
        package let status: Int32
        /// Both streams.
        package let text: String
    }

    package let scratch: Scratch
    package var folder: String { scratch.folder }
    package var place: String { folder + "/certificates" }

    package init() throws { scratch = try Scratch(name: "password") }

    /// Where the build put the program: beside the test bundle.
    package var program: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "ballast")
    }

    package func ballast(
        _ words: String, environment: [String: String] = [:]
    ) throws -> Run {
        try run(
            program, "certificate \(words) --directory \(place)", environment: environment)
    }

    @discardableResult
    package func openssl(_ words: String) throws -> String {
        let result = try run(URL(filePath: "/usr/bin/openssl"), words)
        try #require(result.status == 0, "openssl \(words): \(result.text)")
        return result.text
    }

    package func text(_ path: String) throws -> String {
        try String(
            contentsOfFile: path.hasPrefix("/") ? path : folder + "/" + path, encoding: .utf8)
    }

    package func mode(_ path: String) throws -> Int {
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(facts[.posixPermissions] as? Int)
    }

    /// A root and an intermediate, which issue certificates for requests.
    package func makeAuthority() throws {
        for name in ["root", "lower"] {
            try openssl(
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out \(name).key")
        }
        try "basicConstraints=critical,CA:TRUE\n".write(
            toFile: folder + "/ca.ext", atomically: true, encoding: .utf8)
        try openssl(
            "req -x509 -new -key root.key -subj /CN=root -days 99 -out root.pem "
                + "-addext keyUsage=keyCertSign")
        try openssl("req -new -key lower.key -subj /CN=lower -out lower.csr")
        try openssl(
            "x509 -req -in lower.csr -CA root.pem -CAkey root.key -CAcreateserial -days 99 "
                + "-extfile ca.ext -out lower.pem")
    }

    /// The authority's answer to a request.
    package func sign(_ request: String, into answer: String, days: Int = 90) throws {
        try openssl(
            "x509 -req -in \(request) -CA lower.pem -CAkey lower.key -CAcreateserial "
                + "-days \(days) -copy_extensions copy -out \(answer)")
    }

    private func run(
        _ program: URL, _ words: String, environment: [String: String] = [:]
    ) throws -> Run {
        let log = try Scratch()
        let process = try started(program, words, environment: environment, log: log)
        process.waitUntilExit()
        return Run(status: process.terminationStatus, text: try log.text())
    }

    package func started(
        _ program: URL, _ words: String, environment: [String: String] = [:], log: Scratch
    ) throws -> Process {
        let process = Process()
        process.executableURL = program
        process.arguments = words.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try log.handle()
        process.standardError = process.standardOutput
        try process.run()
        return process
    }
}
