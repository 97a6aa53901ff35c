import Certificates
import Files
import Glibc
import HAProxy
import Model
import Subprocess
import SystemPackage

/// The installed `haproxy` program.
package struct HAProxyProgram {
    /// The path of the program.
    let path: String

    /// The directories that are searched.
    private static let directories = ["/usr/local/sbin", "/usr/sbin", "/usr/bin", "/usr/local/bin"]
    /// The most output that is read.
    private static let outputLimit = 1 << 20

    /// Finds the program; nil: not installed.
    package init?() {
        let paths = Self.directories.map { "\($0)/haproxy" }
        guard let path = paths.first(where: { access($0, X_OK) == 0 }) else { return nil }
        self.path = path
    }

    /// Returns its capabilities; nil: unknown.
    func capabilities() async -> HAProxyCapabilities? {
        await output(of: path, ["-vv"]).flatMap { HAProxyCapabilities($0) }
    }

    /// Returns HAProxy's findings on a document with this spec.
    ///
    /// The check runs in a sandbox as an unprivileged user, without any of the document's keys.
    ///
    /// - Parameter givingRawFiles: whether HAProxy reads copies of the files in raw lines that are
    ///   below the directory of the document.
    package func diagnostics(
        of spec: Spec, in document: String, givingRawFiles: Bool = false
    ) async -> [Diagnostic] {
        guard let capabilities = await capabilities() else { return [] }
        let lacks = capabilities.lacks(for: spec)
        guard lacks.isEmpty else { return lacks }
        guard let folder = TemporaryFolder() else { return [] }
        var settings = HAProxySettings(
            directory: folder.path, certificateDirectory: folder.path,
            documentDirectory: PathName.absolute(PathName.directory(of: document)))
        let sandbox = CheckSandbox.strict()
        do {
            try stage(spec, &settings, document)
        } catch {
            // Without a folder for its files HAProxy can't check the document.
            return []
        }
        let copies =
            givingRawFiles ? RawFileCopies(of: spec, in: document, to: folder.path) : nil
        let configuration = haproxyConfiguration(
            for: copies?.replaced(in: spec) ?? spec, settings: settings)
        let file = "\(folder.path)/haproxy.cfg"
        guard configuration.write(into: folder.path), folder.hand(to: sandbox.user) else {
            return []
        }
        let words = sandbox.command(path, checking: file)
        guard var output = await output(of: words[0], Array(words.dropFirst())) else { return [] }
        for (original, copy) in settings.copies { output = output.replacing(copy, with: original) }
        output = copies?.restored(in: output) ?? output
        return configuration.complaints(in: output, about: file).map { complaint in
            sandbox.user == nil ? complaint : UnreadableFile.weighed(complaint, of: spec)
        }
    }

    /// Writes the files of the configuration: copies of authorities, and one temporary certificate
    /// in place of all real ones.
    ///
    /// Other checks validate the certificates' own files.
    private func stage(
        _ spec: Spec, _ settings: inout HAProxySettings, _ document: String
    ) throws {
        let spare = "\(settings.directory)/spare.pem"
        if spec.sslServices.contains(where: { !$0.certificates.isEmpty }) {
            try writeSecret(Self.spare(), to: spare, replacing: false)
        }
        settings.spareCertificate = spare
        for (number, name) in spec.proxyFiles.sorted().enumerated() {
            let path = settings.path(of: name)
            let copy = "\(settings.directory)/authority-\(number).pem"
            switch ProxyFiles.read(path, in: document) {
            case .success(let text):
                try writeSecret(SecretBytes(text.utf8), to: copy, replacing: false)
            // HAProxy reports an unreadable file itself.
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

    /// Returns the output of a program; nil: it can't be run.
    private func output(of program: String, _ arguments: [String]) async -> String? {
        let result = try? await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments),
            // HAProxy returns to its start folder, and its user may lack access to ours.
            workingDirectory: "/", input: .none,
            output: .string(limit: Self.outputLimit), error: .string(limit: Self.outputLimit))
        // A program that can't be run has no findings: the caller continues without it.
        guard let result else { return nil }
        return result.standardOutput + result.standardError
    }
}

extension RenderedConfiguration {
    /// Writes haproxy.cfg and its side files; false if one of them can't be written.
    package func write(into directory: String) -> Bool {
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
