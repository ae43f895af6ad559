URL = "mysql+asyncmy://root:root1234@127.0.0.1/test"
