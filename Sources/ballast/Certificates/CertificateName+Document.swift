import HAProxy

extension CertificateName {
    /// The file's name of a certificate of a document, whose name may be any text.
    ///
    /// What a file's name may not have is written as in haproxy.cfg; a plain name is itself.
    init(ofDocument name: String) {
        text = HAProxySettings.fileName(ofCertificate: name)
    }
}

extension CertificateDirectory {
    /// The file of a certificate of a document.
    func file(ofDocument name: String) -> String { file(CertificateName(ofDocument: name)) }
}
