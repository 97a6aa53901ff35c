/// The form with a certificate of an authority, and the requests for the next ones.
struct CertificateForm: Sendable {
    /// The names of the certificates.
    let names: [String]
    /// The name of the certificate of a refused form; nil: there was none.
    var refused: String?
    /// The reasons why it was refused.
    var problems: [String] = []

    /// The forms.
    var html: HTML {
        let all = names.map { name -> HTML in
            let isOpen: HTML = name == refused ? " open" : ""
            let notes = name == refused ? problems.map { ProblemNote($0).html } : []
            return """
                <details\(isOpen)><summary>Certificate \(name)</summary>
                \(notes)
                <p><a href="\(path: "certificates", name, "request")" download="\(name).csr">\
                Request for the next certificate</a> (CSR), with its key and its names</p>
                <form class="sheet whole" action="\(path: "certificates", name)" method="post">\
                \(proof: .session)
                <p><label for="pem-\(name)">PEM text of the authority</label>
                <textarea id="pem-\(name)" name="pem" rows="8" required spellcheck="false" \
                autocomplete="off" placeholder="-----BEGIN CERTIFICATE-----"></textarea>
                <span class="help">The certificate and its chain, in any order; the key too, \
                unless the request above was used.</span></p>
                <p><input id="force-\(name)" name="force" type="checkbox" value="yes"> \
                <label class="beside" for="force-\(name)">Replace any certificate of this \
                name</label></p>
                <p><button>Import</button></p>
                </form></details>

                """
        }
        return "<h2>Import</h2>\n<div class=\"imports\">\(all)</div>"
    }
}
