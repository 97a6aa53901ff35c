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
    func diagnostics(of spec: Spec, in document: String) async -> [Diagnostic] {
        guard let capabilities = await capabilities() else { return [] }
        let lacks = capabilities.lacks(for: spec)
        guard lacks.isEmpty else { return lacks }
        guard let folder = TemporaryFolder() else { return [] }
        let settings = HAProxySettings(
            directory: folder.path, certificateDirectory: folder.path,
            documentDirectory: directory(of: document))
        let configuration = haproxyConfiguration(for: spec, settings: settings)
        let file = "\(folder.path)/haproxy.cfg"
        guard configuration.write(into: folder.path),
            await stage(spec, settings, folder, beside: directory(of: document)),
            let output = await output(of: path, ["-c", "-f", file])
        else { return [] }
        return configuration.complaints(in: output, about: file)
    }

    /// Puts certificates where the configuration has them: the document's files, and where there
    /// are none yet, one that is made for the occasion.
    private func stage(
        _ spec: Spec, _ settings: HAProxySettings, _ folder: TemporaryFolder, beside: String
    ) async -> Bool {
        let used = Set(spec.sslServices.flatMap(\.certificates))
        guard !used.isEmpty else { return true }
        let spare = "\(folder.path)/spare.pem.made"
        for certificate in spec.certificates where used.contains(certificate.name) {
            let target = settings.certificateFile(of: certificate.name)
            if let name = certificate.file {
                let file = name.hasPrefix("/") ? name : "\(beside)/\(name)"
                if access(file, R_OK) == 0, symlink(file, target) == 0 { continue }
            }
            if access(spare, R_OK) != 0 {
                let arguments = [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", "/CN=ballast", "-keyout", spare, "-out",
                    "\(spare).crt",
                ]
                _ = await self.output(of: "/usr/bin/openssl", arguments)
                guard append("\(spare).crt", to: spare) else { return false }
            }
            guard symlink(spare, target) == 0 else { return false }
        }
        return true
    }

    private func append(_ part: String, to file: String) -> Bool {
        guard let bytes = try? readBytes(part) else { return false }
        let descriptor = open(file, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            == bytes.count
    }

    private func readBytes(_ path: String) throws -> [UInt8] {
        let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
        return try descriptor.closeAfter {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            return Array(buffer.prefix(count))
        }
    }

    /// All that a program prints; nil: it can't be run.
    private func output(of program: String, _ arguments: [String]) async -> String? {
        let result = try? await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), input: .none,
            output: .string(limit: Self.outputLimit), error: .string(limit: Self.outputLimit))
        // A program that can't be run says nothing of the document: the caller goes on without it.
        guard let result else { return nil }
        return result.standardOutput + result.standardError
    }
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
