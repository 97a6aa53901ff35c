import HAProxy

extension CertificateName {
    /// Creates the file name of a document's certificate, whose name can be any text.
    ///
    /// Other characters are escaped as in haproxy.cfg; a plain name is unchanged.
    init(ofDocument name: String) {
        text = HAProxySettings.fileName(ofCertificate: name)
    }
}

extension CertificateDirectory {
    /// Returns the file of a document's certificate.
    func file(ofDocument name: String) -> String { file(CertificateName(ofDocument: name)) }
}
