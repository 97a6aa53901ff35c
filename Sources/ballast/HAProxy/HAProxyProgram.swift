import Certificates
import Files
import FoundationEssentials
import Glibc
import HAProxy
import Model
import Subprocess
import SystemPackage

/// The program `haproxy` of this machine.
struct HAProxyProgram {
    /// Where it is.
    let path: String

    /// Where it is looked for.
    private static let directories = ["/usr/local/sbin", "/usr/sbin", "/usr/bin", "/usr/local/bin"]
    /// The most of its output that is read.
    private static let outputLimit = 1 << 20

    /// The program; nil: it is not installed.
    init?() {
        let paths = Self.directories.map { "\($0)/haproxy" }
        guard let path = paths.first(where: { access($0, X_OK) == 0 }) else { return nil }
        self.path = path
    }

    /// What it can do; nil: it does not say.
    func capabilities() async -> HAProxyCapabilities? {
        await output(of: path, ["-vv"]).flatMap { HAProxyCapabilities($0) }
    }

    /// What it says of a document, which the spec is of.
    ///
    /// It is asked in a sandbox, as a user without rights, and gets no key of the document's.
    func diagnostics(of spec: Spec, in document: String) async -> [Diagnostic] {
        guard let capabilities = await capabilities() else { return [] }
        let lacks = capabilities.lacks(for: spec)
        guard lacks.isEmpty else { return lacks }
        guard let folder = TemporaryFolder() else { return [] }
        var settings = HAProxySettings(
            directory: folder.path, certificateDirectory: folder.path,
            documentDirectory: absolute(directory(of: document)))
        let sandbox = CheckSandbox.strict()
        do {
            try stage(spec, &settings, document)
        } catch {
            // Without a place for its files HAProxy can't be asked.
            return []
        }
        let configuration = haproxyConfiguration(for: spec, settings: settings)
        let file = "\(folder.path)/haproxy.cfg"
        guard configuration.write(into: folder.path), folder.hand(to: sandbox.user) else {
            return []
        }
        let words = sandbox.command(path, checking: file)
        guard var output = await output(of: words[0], Array(words.dropFirst())) else { return [] }
        for (original, copy) in settings.copies { output = output.replacing(copy, with: original) }
        return configuration.complaints(in: output, about: file).map { complaint in
            sandbox.user == nil ? complaint : UnreadableFile.weighed(complaint, of: spec)
        }
    }

    /// Puts files where the configuration has them: copies of authorities, and for each
    /// certificate one that is made for the occasion.
    ///
    /// What is wrong with the certificates' own files is said elsewhere.
    private func stage(
        _ spec: Spec, _ settings: inout HAProxySettings, _ document: String
    ) throws {
        let used = Set(spec.sslServices.flatMap(\.certificates))
        var spare: SecretBytes?
        for certificate in spec.certificates where used.contains(certificate.name) {
            let pem = try spare ?? Self.spare()
            spare = pem
            try writeSecret(
                pem, to: settings.certificateFile(of: certificate.name), replacing: false)
        }
        for (number, name) in spec.proxyFiles.sorted().enumerated() {
            let path = settings.path(of: name)
            let copy = "\(settings.directory)/authority-\(number).pem"
            switch ProxyFiles.read(path, in: document) {
            case .success(let text):
                try writeSecret(SecretBytes(text.utf8), to: copy, replacing: false)
            // A file that can't be read is HAProxy's to complain about.
            case .failure(let refusal): if case .system = refusal.reason { continue }
            }
            settings.copies[path] = copy
        }
    }

    private static func spare() throws -> SecretBytes {
        let subject = try Subject(names: [.dns("localhost")])
        return try Identity(
            selfSigned: try PrivateKey(making: .p256), for: subject, now: UTCTime.now
        ).pem()
    }

    /// All that a program prints; nil: it can't be run.
    private func output(of program: String, _ arguments: [String]) async -> String? {
        let result = try? await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments),
            // HAProxy returns to the folder that it is started in, and its user may not enter ours.
            workingDirectory: "/", input: .none,
            output: .string(limit: Self.outputLimit), error: .string(limit: Self.outputLimit))
        // A program that can't be run says nothing of the document: the caller goes on without it.
        guard let result else { return nil }
        return result.standardOutput + result.standardError
    }
}

/// The path from the root.
private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}

/// The directory that a file is in.
func directory(of file: String) -> String {
    let path = FilePath(file).removingLastComponent()
    return path.isEmpty ? "." : path.string
}

extension RenderedConfiguration {
    /// Writes haproxy.cfg and the files beside it; false when one of them can't be written.
    func write(into directory: String) -> Bool {
        let files = [("haproxy.cfg", text)] + files.map { ($0.name, $0.contents) }
        return files.allSatisfy { name, contents in
            let descriptor = open(
                "\(directory)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            var bytes = Array(contents.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes {
                    Glibc.write(descriptor, $0.baseAddress, $0.count)
                }
                guard count > 0 else { return false }
                bytes = bytes.dropFirst(count)
            }
            return true
        }
    }
}
