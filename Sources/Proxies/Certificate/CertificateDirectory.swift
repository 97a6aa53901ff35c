import Certificates
import Files
import FoundationEssentials
import Glibc
import Model

/// The directory of certificate files, in the form that HAProxy reads.
package struct CertificateDirectory: Sendable {
    /// The path.
    package let path: String

    /// Creates a reference to the directory at this path, which need not exist.
    package init(path: String) {
        self.path = path
    }

    /// The default directory.
    package static let usual = CertificateDirectory(path: "/var/lib/ballast/certificates")

    /// Returns the file of a certificate.
    package func file(_ name: CertificateName) -> String { "\(path)/\(name.text).pem" }

    /// Returns the file of the request for the next certificate.
    package func request(_ name: CertificateName) -> String { "\(path)/\(name.text).csr" }

    /// Returns the names of all certificates, sorted.
    ///
    /// **Errors:** the directory can't be read.
    package func names() throws -> [CertificateName] {
        try entries().filter { $0.hasSuffix(".pem") }
            .compactMap { CertificateName(argument: String($0.dropLast(4))) }
            .sorted { $0.text < $1.text }
    }

    /// Returns the names of all certificate files, including remnants of a crash.
    ///
    /// **Errors:** the directory can't be read.
    func allFiles() throws -> [String] {
        try entries().filter {
            $0.hasSuffix(".pem") || $0.hasSuffix(".pem.new") || TemporaryName.isTemporary($0)
        }
    }

    private func entries() throws -> [String] {
        // The library's errors lack words that help an operator.
        guard let directory = opendir(path) else {
            throw HostFailure(
                operation: "read the directory \(path)", .last,
                remedy: "name another with --directory, or make it: ballast certificate create")
        }
        closedir(directory)
        return try FileManager.default.contentsOfDirectory(atPath: path)
    }

    /// Runs the work while no other command changes the directory, which is created if missing.
    ///
    /// Written files are safe on disk afterwards.
    ///
    /// - Parameter limit: the longest wait for another command; nil: none.
    ///
    /// **Errors:** `HostFailure`: it can't be created, other users can write to it, or another
    /// command has it for longer.
    package func locked<Result>(
        within limit: Duration? = nil, _ work: () throws -> Result
    ) throws -> Result {
        let end = limit.map { ContinuousClock.now + $0 }
        func failure(_ operation: String) -> HostFailure {
            HostFailure(
                operation: "\(operation) \(path)", .last)
        }
        try OwnDirectory(path: path, mode: 0o700).make()
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open") }
        defer { close(descriptor) }
        while flock(descriptor, end == nil ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            let error = errno
            let isHeld = error == EWOULDBLOCK && end.map { ContinuousClock.now < $0 } ?? false
            guard error == EINTR || isHeld else { throw failure("lock") }
            if isHeld { usleep(20_000) }
        }
        let result = try work()
        // The files are written; a directory that can't be synced only makes them less durable.
        _ = fsync(descriptor)
        return result
    }
}

extension CertificateDirectory {
    /// Returns the key and the certificate of a name.
    ///
    /// **Errors:** no such file, or not exactly one of each in it.
    package func keyAndCertificate(_ name: CertificateName) throws -> (PrivateKey, Certificate) {
        let path = file(name)
        let contents: FileContents
        do {
            contents = try FileContents(try readSecret(path))
        } catch let failure as CertificateFailure {
            throw CertificateFailure("read \(path)", failure.description, hint: failure.hint)
        }
        guard contents.keys.count == 1, let leaf = contents.certificates.first,
            contents.keys[0].matches(leaf)
        else { throw CertificateFailure("use \(path)", "key and certificate do not match") }
        return (contents.keys[0], leaf)
    }
}

extension CertificateDirectory {
    /// Creates a key, the request for its certificate, and a self-signed certificate until it
    /// arrives.
    ///
    /// The caller holds the lock.
    ///
    /// **Errors:** the name is in use and must not be replaced; OpenSSL's reasons.
    package func make(
        _ name: CertificateName, _ choice: KeyChoice = .p256, for subject: Subject,
        days: Int = Identity.defaultDays, replacing: Bool = false
    ) throws -> Identity {
        // Checked before a key is created, which is slow.
        try requireAbsent(file(name), unless: replacing)
        let key = try PrivateKey(making: choice)
        let request = try SigningRequest(key: key, for: subject)
        let identity = try Identity(selfSigned: key, for: subject, now: UTCTime.now, days: days)
        try writeSecret(try identity.pem(), to: file(name), replacing: replacing)
        try writeSecret(SecretBytes(request.pem.utf8), to: self.request(name), replacing: true)
        return identity
    }
}

/// Throws if the path exists and must not be replaced.
func requireAbsent(_ path: String, unless isForced: Bool) throws {
    guard !isForced, isThere(path) else { return }
    throw CertificateFailure("make \(path)", "it already exists", hint: "--force replaces it")
}
